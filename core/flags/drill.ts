import type { FlagProbe, ProbeAnswer } from "./registry.ts";

/** What the service answered to a probe; null: it gave no answer. */
export interface Probed {
  readonly status: number;
  readonly body: string;
  /** Who of the service answered, where it says so. */
  readonly servedBy: string | null;
}

/** Which side of a flag an answer shows: on, off, or neither, when it fits none of the two or both. */
export function sideOf(probe: Pick<FlagProbe, "on" | "off">, answer: Probed | null): "on" | "off" | "neither" {
  if (answer === null) return "neither";
  const [on, off] = [fits(probe.on, answer), fits(probe.off, answer)];
  return on === off ? "neither" : on ? "on" : "off";
}

function fits({ status, contains }: ProbeAnswer, answer: Probed): boolean {
  return (
    (status === undefined || status === answer.status) && (contains === undefined || answer.body.includes(contains))
  );
}

export const drillOutcomes = [
  "proved",
  "not-cut",
  "not-back",
  "not-on",
  "no-probe",
  "killed",
  "taken-over",
  "interrupted",
] as const;

/**
 * How a kill-switch's drill ended. `proved`: the path was there, was cut and came back. `not-cut`, `not-back`: the switch
 * does not work. The others prove nothing: the path was not there before (`not-on`), nothing says how to see it
 * (`no-probe`), the switch was thrown already (`killed`), somebody threw it in earnest meanwhile (`taken-over`), or the
 * drill was ended (`interrupted`).
 */
export type DrillOutcome = (typeof drillOutcomes)[number];

/** 0 all proved, 1 a switch does not work, 3 something is not proved. */
export function drillExitCode(outcomes: readonly DrillOutcome[]): 0 | 1 | 3 {
  if (outcomes.some((outcome) => outcome === "not-cut" || outcome === "not-back")) return 1;
  return outcomes.every((outcome) => outcome === "proved") ? 0 : 3;
}
