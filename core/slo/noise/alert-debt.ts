import type { DebtItem } from "../debt/index.ts";
import { percent } from "../status/index.ts";
import type { Firing } from "./replay.ts";
import type { NoiseScore } from "./score.ts";

const PERIOD_DAYS = 30;
/** Share of alerts that should be true, and minutes that a false one takes of somebody. */
export const wantedPrecision = 0.9;
export const minutesEach = 15;

/**
 * The debt of a rule that cries wolf: minutes a period that its false alerts beyond one in ten take of people. It has no
 * error budget of its own; its alerts have: one in ten may be false.
 *
 * @param historyMs what the score is of
 */
export function alertDebt(
  rule: { readonly name: string; readonly service: string },
  score: NoiseScore,
  firings: readonly Firing[],
  historyMs: number,
): DebtItem[] {
  if (score.precision === null || score.precision >= wantedPrecision) return [];
  const excess = score.false! - (1 - wantedPrecision) * score.alerts;
  const scale = (PERIOD_DAYS * 86_400_000) / historyMs;
  return [
    {
      id: `noisy-alert:${rule.service}:${rule.name}`,
      kind: "noisy-alert",
      service: rule.service,
      title: `the alert ${rule.name} is false ${score.false} times of ${score.alerts}`,
      why: `precision ${percent(score.precision)}, ${percent(wantedPrecision)} is wanted: ${excess.toFixed(1)} too many × ${minutesEach} min, for ${PERIOD_DAYS} days of ${(historyMs / 86_400_000).toFixed(0)}`,
      since: firings[0]!.start,
      atLeast: true,
      overspentMinutes: excess * minutesEach * scale,
    },
  ];
}
