import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Action,
  backoutSafety,
  type CutoverPlan,
  decide,
  type Observation,
  pointOfNoReturn,
  type RunEvent,
  type RunState,
  TRANSITIONS,
} from "../../../core/cutover/index.ts";
import { planOf } from "../../support/cutover-plans.ts";
import { type Faults, SimulatedWorld, Tape } from "../../support/simulated-world.ts";

/** Schedules to check; 1,000,000 on demand with MAESTRO_MODEL_RUNS, another seed with MAESTRO_MODEL_SEED. */
const RUNS = Number(process.env.MAESTRO_MODEL_RUNS ?? 10_000);
const SEED = Number(process.env.MAESTRO_MODEL_SEED ?? 20_261_123);

const mapping = { id: "orders-1-to-2", reversible: true, shadowRead: 10 };
const PLANS: readonly CutoverPlan[] = [
  planOf({ base: "default", canary: [10, 50] }),
  planOf({ base: "short", holdBefore: ["flip"] }),
  planOf({ base: "short" }, mapping),
  planOf({ base: "short" }, { ...mapping, reversible: false }),
];

const fault = fc.constantFrom(0, 0.02, 0.1, 0.3);
const faults: fc.Arbitrary<Faults> = fc.record({
  kill: fault,
  effect: fault,
  metrics: fault,
  freeze: fault,
  breach: fault,
  command: fault,
  verdict: fault,
});
const schedule = fc.record({
  plan: fc.nat(PLANS.length - 1),
  faults,
  bytes: fc.uint8Array({ maxLength: 800, size: "max" }),
});

const ALL_BAD: Observation = {
  freeze: { kind: "deny", text: "frozen" },
  breach: { kind: "breach", limit: "errors", signal: "errorShare", value: 1, max: 0.01, at: 0 },
  watchedSince: null,
  samples: null,
  world: { kind: "unknown", reason: { code: "outage", text: "down" } },
};
const ALL_UNKNOWN: Observation = {
  ...ALL_BAD,
  freeze: { kind: "unknown", text: "unreadable" },
  breach: { kind: "unknown", reason: "down" },
};
const ALL_GOOD: Observation = {
  ...ALL_BAD,
  freeze: { kind: "allow" },
  breach: { kind: "none" },
  watchedSince: 0,
  samples: { baseline: 1_000, canary: 1_000 },
};

/** Plain, because `expect` costs more than the planner. */
function must(condition: boolean, what: string): void {
  if (!condition) throw new Error(`wanted: ${what}`);
}
const isForward = (action: Action): boolean => action.kind === "apply" && !action.backout;
const isBackout = (action: Action): boolean => action.kind === "apply" && action.backout;

/** Invariants 4 and 5: with a breach in sight the run is on its way back, or says why it cannot be. */
function breachIsAnswered(state: RunState, now: number): void {
  if (!state.exposed || state.ended !== null) return;
  const action = decide(state, ALL_BAD, now);
  const onTheWay = state.backout !== null && !state.closed;
  const step = state.plan.steps[state.current];
  const finishing = step === undefined || (step.state === "finish" && state.steps[step.id]!.firstIntentAt !== null);
  if (onTheWay) must(!isForward(action) && action.kind !== "advance", "no forward step after a backout");
  else if (pointOfNoReturn(state) !== null) must(!isBackout(action), "no backout past the point of return");
  else if (!finishing) must(isBackout(action), `a backout, not ${action.kind}, at a breach in ${step.id}`);
}

/** Invariant 3: with nothing known nothing goes forward, and nothing back but what was on its way back. */
function nothingKnownMovesNothing(state: RunState, now: number): void {
  if (state.ended !== null) return;
  const action = decide(state, ALL_UNKNOWN, now);
  must(!isForward(action), "no forward effect with nothing known");
  if (isBackout(action)) must(state.due !== null, "a reason to back out");
  if (action.kind === "advance") {
    const step = state.plan.steps[state.current]!;
    const blameless =
      step.state === "finish" || state.promoted || (!state.exposed && lastLookPassed(state, step.judge));
    must(blameless, `no advance of ${step.id} with nothing known`);
  }
}

function lastLookPassed(state: RunState, judge: unknown): boolean {
  const step = state.plan.steps[state.current]!;
  return judge === null || state.steps[step.id]!.looks.at(-1)?.verdict === "pass";
}

/** Invariant 6: a freeze stops every forward step, and no backout. */
function freezeStopsForward(state: RunState, now: number): void {
  if (state.ended !== null) return;
  const action = decide(state, { ...ALL_GOOD, freeze: { kind: "deny", text: "frozen" } }, now);
  must(!isForward(action), "no forward effect in a freeze");
  const step = state.plan.steps[state.current];
  if (action.kind === "advance") must(step?.state === "finish", "no advance in a freeze");
}

/** Terminal states are terminal, and a wait always has an end. */
function timeMovesOn(state: RunState, now: number): void {
  for (const observation of [ALL_BAD, ALL_UNKNOWN, ALL_GOOD]) {
    const action = decide(state, observation, now);
    if (action.kind === "watch") must(action.until > now, "a watch that lies ahead");
    if (state.ended !== null)
      must(action.kind === "end" && action.outcome === state.ended.outcome, "an ended run stays as it ended");
  }
}

/** Invariant 3 seen from the ledger: what passed had a reason to. */
function passedRightly(before: RunState, event: RunEvent): void {
  if (event.kind !== "step.passed") return;
  const step = before.plan.steps[before.current]!;
  must(event.step === step.id, "steps pass in order");
  const { looks, doneAt } = before.steps[step.id]!;
  must(doneAt !== null, "a step passes after its effect");
  if (event.by === "person") must(before.promoted, "a person has promoted it");
  else if (step.judge !== null)
    must(looks.at(-1)?.verdict === "pass" && looks.at(-1)!.at >= before.watchFrom!, "a pass");
}

/** A failed verdict on canary traffic is a reason to back out, whatever comes after it. */
function verdictIsHeard(event: RunEvent, after: RunState): void {
  if (event.kind !== "look" || event.verdict !== "fail" || event.step === "shadowRead") return;
  must(after.due !== null, "a failed verdict calls for a backout");
}

/** A backout has a reason that is written down. */
function backedOutRightly(world: SimulatedWorld): void {
  if (world.state.backout === null) return;
  const called = world.events.some(
    (event) =>
      event.kind === "breach" ||
      (event.kind === "look" && event.verdict === "fail") ||
      (event.kind === "command" && event.verb === "backout" && event.refused === null) ||
      (event.kind === "step.outcome" && event.refused),
  );
  expect(called, "a backout that nothing called for").toBe(true);
}

/** Invariant 1: when the world is changed, the last word in the ledger is the intent to do just that. */
function intentComesFirst(world: SimulatedWorld, digest: string): void {
  const last = world.events.at(-1);
  const intent = last?.kind === "step.intent" || last?.kind === "backout.intent";
  must(intent && last.configDigest === digest, "the intent is the last word before the world changes");
}

function endsRight(world: SimulatedWorld): void {
  const { plan, state, stack } = world;
  const digest = state.ended!.outcome === "finished" ? plan.steps.at(-1)!.configDigest : plan.preRun.configDigest;
  expect(stack, `the stack after ${state.ended!.outcome}`).toMatchObject({
    digest,
    settled: true,
    open: false,
    flight: null,
  });
  for (const hold of holdsOf(world.events)) expect(hold.escalations).toBeLessThanOrEqual(plan.limits.maxEscalations);
}

function holdsOf(events: readonly RunEvent[]): { escalations: number }[] {
  const holds: { escalations: number }[] = [];
  for (const event of events) {
    if (event.kind === "hold.entered") holds.push({ escalations: 0 });
    if (event.kind === "escalated") holds.at(-1)!.escalations += 1;
  }
  return holds;
}

/** Needs three faults in a row; made on purpose in fold.test.ts. */
const RARE = new Set(["backout finish"]);

describe("the planner in a simulated world", () => {
  test(`holds every invariant over ${RUNS} random schedules`, { timeout: 30_000 + RUNS * 5 }, () => {
    const moves = new Set<string>();
    const outcomes = new Map<string, number>();
    let [kills, repeated, breachesInUp] = [0, 0, 0];
    fc.assert(
      fc.property(schedule, ({ plan, faults: shares, bytes }) => {
        const world = new SimulatedWorld(PLANS[plan]!, new Tape(bytes), shares, {
          deciding: ({ state, now }) => {
            breachIsAnswered(state, now);
            nothingKnownMovesNothing(state, now);
            freezeStopsForward(state, now);
            timeMovesOn(state, now);
          },
          appended: (before, event, after) => {
            if (before !== null) passedRightly(before, event);
            verdictIsHeard(event, after);
          },
          changing: intentComesFirst,
        });
        const state = world.run(1_500);
        endsRight(world);
        backedOutRightly(world);
        timeMovesOn(state, world.now);
        expect(world.repeated, "an up that had come through already").toBe(0);
        for (const move of world.moves) moves.add(move);
        const outcome = state.ended!.outcome;
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        kills += world.kills;
        repeated += world.repeated;
        breachesInUp += world.breachesInUp;
        expect(backoutSafety(state)).toBeDefined();
      }),
      { numRuns: RUNS, seed: SEED, interruptAfterTimeLimit: 20_000 + RUNS * 4, plugins: [fc.unbiased()] },
    );
    const table = new Set(TRANSITIONS.map((t) => `${t.from} ${t.to}`));
    expect(
      [...moves].filter((move) => !table.has(move)),
      "moves that the state diagram does not have",
    ).toEqual([]);
    if (RUNS >= 10_000) {
      expect(
        [...table].filter((move) => !moves.has(move) && !RARE.has(move)),
        "moves of the state diagram never made",
      ).toEqual([]);
      expect([...outcomes.keys()].sort()).toEqual(["backedOut", "finished", "refused"]);
      expect(kills).toBeGreaterThan(RUNS);
      expect(breachesInUp).toBeGreaterThan(RUNS / 100);
    }
    console.info(
      `${RUNS} schedules, ${kills} kills, ${repeated} repeated, ${breachesInUp} breaches in an up, ${JSON.stringify([...outcomes])}`,
    );
  });
});
