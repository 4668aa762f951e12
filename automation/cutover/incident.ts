import type { RunState } from "../../core/cutover/index.ts";

/** incident.json: what is opened when a run backs out, with a root-cause review and when it is due. */
export function incidentOf(runId: string, state: RunState, now: number, dueDays: number): Record<string, unknown> {
  const { plan, backout, breach, due } = state;
  const failing = Object.entries(state.steps).flatMap(([step, progress]) =>
    progress.looks
      .filter((look) => look.verdict === "fail")
      .map((look) => ({ step, score: look.score, text: look.text })),
  );
  return {
    schemaVersion: "1.0",
    runId,
    openedAt: new Date(backout?.firstIntentAt ?? now).toISOString(),
    service: plan.service,
    stack: plan.stack,
    from: plan.from,
    to: plan.to,
    severity: state.exposed ? "high" : "low",
    reason: backout?.reason ?? due,
    breach: breach && {
      rule: breach.rule,
      value: breach.value,
      limit: breach.limit,
      seenAt: new Date(breach.seenAt).toISOString(),
    },
    verdicts: failing,
    restoredAt: backout?.restoredAt == null ? null : new Date(backout.restoredAt).toISOString(),
    review: { due: new Date((backout?.firstIntentAt ?? now) + dueDays * 86_400_000).toISOString(), kind: "root-cause" },
  };
}
