import type { Calendar } from "./calendar.ts";
import type { Approval, Decision } from "./decision.ts";

/** What one exception or signed approval that counted asks of the canary. Percent, score 0 to 1, samples a side. */
export interface Cap {
  readonly id: string;
  readonly maxCanaryWeight: number | null;
  readonly minAcaScore: number | null;
  readonly minSamples: number | null;
}

/** The caps of everything that a decision counted, whether code owners wrote it into the calendar or signed it. */
export function capsOf(
  decision: Decision,
  calendars: readonly Calendar[],
  approvals: readonly Approval[],
): readonly Cap[] {
  const written = calendars
    .flatMap(({ windows }) => windows.flatMap(({ exceptions }) => exceptions))
    .map(({ id, maxCanaryWeight, minAcaScore }) => ({ id, maxCanaryWeight, minAcaScore, minSamples: null }));
  const signed = approvals.flatMap(({ id, limits }) => (limits ? [{ id, ...limits }] : []));
  return [...written, ...signed].filter(
    ({ id, maxCanaryWeight, minAcaScore, minSamples }) =>
      decision.evidence.approvals.includes(id) &&
      (maxCanaryWeight !== null || minAcaScore !== null || minSamples !== null),
  );
}
