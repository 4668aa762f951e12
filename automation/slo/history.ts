import { InputError } from "../../core/errors/index.ts";
import {
  type Counts,
  type CountsOutcome,
  periodAt,
  readCounts,
  type SeriesSource,
  type SloDefinition,
  slicesOf,
  stepOf,
} from "../../core/slo/index.ts";

const DAY = 86_400_000;

/** `--history 90d` in ms. @throws InputError naming the option */
export function historyOption(raw: unknown): number {
  const match = /^([1-9]\d{0,3})d$/.exec(String(raw));
  const days = Number(match?.[1]);
  if (days >= 1 && days <= 400) return days * DAY;
  throw new InputError("bad-option", `--history is days such as 90d, at most 400d, not ${String(raw)}`, {
    field: "--history",
    next: "write --history 90d",
  });
}

/** An SLO's counts as far back as its period or the history, whichever is longer. */
export async function readHistory(
  slo: SloDefinition,
  source: SeriesSource,
  now: number,
  historyMs: number,
  signal: AbortSignal,
): Promise<CountsOutcome> {
  const step = await stepOf(slo, source);
  const start = Math.min(periodAt(slo.period, now).start, now - historyMs);
  return readCounts(slo, source, slicesOf(start, now, step), signal);
}

export type { Counts };
