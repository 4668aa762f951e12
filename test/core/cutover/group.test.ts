import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  foldRun,
  groupSchema,
  type MemberState,
  memberState,
  nextOfGroup,
  type RunFact,
} from "../../../core/cutover/index.ts";
import { BREACH, command, history, upTo } from "../../support/cutover-history.ts";
import { planOf } from "../../support/cutover-plans.ts";

const plan = planOf({ base: "short", holdBefore: ["finish"] });
const of = (facts: readonly RunFact[]) => memberState(foldRun(history(facts))).kind;

/** A group in memory: each byte lets one member take one step, or break; people stay away. */
function play(count: number, bytes: readonly number[], breakable: boolean) {
  const members: MemberState[] = Array.from({ length: count }, () => ({ kind: "waiting" }));
  const begun: number[] = [];
  const back: number[] = [];
  const finishedAfterAllParked: boolean[] = [];
  let at = 0;
  for (let round = 0; round < 500; round += 1) {
    const action = nextOfGroup(members);
    if (action.kind === "end") return { members, outcome: action.outcome, begun, back, finishedAfterAllParked };
    if (action.kind === "start") {
      members[action.member] = { kind: "going" };
      begun.push(action.member);
    } else if (action.kind === "finish") {
      finishedAfterAllParked.push(members.every((m) => ["parked", "finishing", "ended"].includes(m.kind)));
      members[action.member] = { kind: "finishing" };
    } else if (action.kind === "backout") {
      back.push(action.member);
      members[action.member] = { kind: "backingOut" };
    }
    // Without bytes left each in turn, and nothing breaks.
    const byte = bytes[at++] ?? round % count;
    const who = byte % count;
    const member = members[who]!;
    const breaks = breakable && byte > 200;
    if (member.kind === "going") members[who] = breaks ? { kind: "backingOut" } : { kind: "parked" };
    else if (member.kind === "parked" && breaks) members[who] = { kind: "backingOut" };
    else if (member.kind === "finishing") members[who] = { kind: "ended", outcome: "finished" };
    else if (member.kind === "backingOut") members[who] = { kind: "ended", outcome: "backedOut" };
  }
  throw new Error(`it does not end: ${JSON.stringify(members)}`);
}

const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 });
const size = fc.integer({ min: 2, max: 6 });

describe("a group", () => {
  test("of good members starts them in order and finishes each only when all are parked", () => {
    fc.assert(
      fc.property(size, bytes, (count, tape) => {
        const end = play(count, tape, false);
        expect(end.outcome).toBe("finished");
        expect(end.begun).toEqual(Array.from({ length: count }, (_, n) => n));
        expect(end.finishedAfterAllParked).toEqual(Array.from({ length: count }, () => true));
      }),
    );
  });

  test("goes back as one: no member that was begun is left on the new version unless one had finished", () => {
    fc.assert(
      fc.property(size, bytes, (count, tape) => {
        const end = play(count, tape, true);
        const outcomes = end.members.map((m) => (m.kind === "ended" ? m.outcome : m.kind));
        if (end.outcome === "backedOut") expect(outcomes.every((o) => o === "backedOut" || o === "waiting")).toBe(true);
        if (end.outcome === "finished") expect(outcomes.every((o) => o === "finished")).toBe(true);
        if (end.outcome === "mixed") expect(outcomes).toContain("finished");
        expect(end.back, "the last that was begun goes back first").toEqual(end.back.toSorted((a, b) => b - a));
      }),
      { numRuns: 1_000 },
    );
  });

  test("reads each member's state from its run", () => {
    expect(memberState(null)).toEqual({ kind: "waiting" });
    expect(of(upTo(plan, "canary-25"))).toBe("going");
    const soaked: RunFact[] = [...upTo(plan, "soak"), { kind: "step.passed", step: "soak", by: "plan" }];
    const parked: RunFact[] = [...soaked, { kind: "hold.entered", reason: { code: "planned", text: "" } }];
    expect(of(parked)).toBe("parked");
    expect(of([...parked, command("resume")])).toBe("finishing");
    expect(of([...parked, { kind: "breach", rule: BREACH.kind, value: 1, limit: 0, seenAt: 0 }])).toBe("backingOut");
    expect(of([...upTo(plan, "canary-25"), { kind: "hold.entered", reason: { code: "freeze", text: "" } }])).toBe(
      "held",
    );
    expect(of([...parked, { kind: "run.ended", outcome: "finished", reason: null }])).toBe("ended");
  });

  test("is described by a file whose mistakes are named", () => {
    const member = { stack: "a", service: "orders", to: "v2.0.0" };
    expect(groupSchema.safeParse({ name: "x", members: [member, { ...member, stack: "b" }] }).success).toBe(true);
    expect(groupSchema.safeParse({ name: "x", members: [member, member] }).error?.message).toMatch(/named twice/);
    expect(groupSchema.safeParse({ name: "x", members: [member] }).success).toBe(false);
  });
});
