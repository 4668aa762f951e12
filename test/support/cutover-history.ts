import {
  type CutoverPlan,
  factsOf,
  NO_TIMINGS,
  type Observation,
  planDigest,
  type RunEvent,
  type RunFact,
} from "../../core/cutover/index.ts";

export const START = 1_000_000;

export const GOOD: Observation = {
  freeze: { kind: "allow" },
  breach: { kind: "none" },
  watchedSince: START,
  samples: { baseline: 100, canary: 100 },
  world: { kind: "unknown", reason: { code: "not-looked", text: "not looked at" } },
};
export const BREACH: Observation["breach"] = {
  kind: "breach",
  limit: "errors",
  signal: "errorShare",
  value: 0.1,
  max: 0.01,
  at: START + 500,
};
export const DONE = {
  outcome: "done",
  startedAt: START,
  endedAt: START,
  timings: NO_TIMINGS,
  error: null,
  refused: false,
} as const;

export const failed = (code: string, refused = false) =>
  ({ ...DONE, outcome: "failed", error: { code, text: `${code} it said` }, refused }) as const;

export const look = (step: string, verdict: "pass" | "fail" | "inconclusive" | "error"): RunFact => ({
  kind: "look",
  step,
  verdict,
  score: null,
  samples: { baseline: 30, canary: 30 },
  text: `it was ${verdict}`,
  artifactDigest: null,
});

export const command = (verb: "hold" | "promote" | "resume" | "backout", acceptDataLoss = false): RunFact => ({
  kind: "command",
  verb,
  actor: "person:ana",
  reason: "because",
  acceptDataLoss,
  refused: null,
});

/** The facts with times, a millisecond apart, from START on. */
export function history(facts: readonly RunFact[]): RunEvent[] {
  return facts.map((fact, index) => ({ ...fact, at: START + index }) as RunEvent);
}

export function started(plan: CutoverPlan): RunFact {
  return { kind: "run.started", plan, planDigest: planDigest(plan), group: null, pid: 7, fencingToken: 1 };
}

/** A run up to a step: all before it are through, its own intent is written and, unless told, its effect done. */
export function upTo(plan: CutoverPlan, id: string, done = true): RunFact[] {
  const facts = [started(plan)];
  for (const step of plan.steps) {
    const action = { kind: "apply", backout: false, step, release: step.release, attempt: 1 } as const;
    facts.push(...factsOf(action));
    if (step.id === id && !done) return facts;
    facts.push({ kind: "step.outcome", step: step.id, ...DONE });
    if (step.id === id) return facts;
    facts.push({ kind: "step.passed", step: step.id, by: "plan" });
  }
  throw new Error(`no step ${id}`);
}
