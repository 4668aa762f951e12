import { describe, expect, test } from "vitest";
import { decide, foldRun, type Observation, type RunFact, wayBack } from "../../../../core/cutover/index.ts";
import {
  BREACH,
  command,
  DONE,
  failed,
  GOOD,
  history,
  look,
  START,
  started,
  upTo,
} from "../../../support/cutover-history.ts";
import { planOf } from "../../../support/cutover-plans.ts";

const plan = planOf({ base: "short" });
const decideAfter = (facts: readonly RunFact[], observation: Partial<Observation> = {}, later = 1_000) =>
  decide(foldRun(history(facts)), { ...GOOD, ...observation }, START + facts.length + later);
const frozen = { freeze: { kind: "deny", text: "frozen" } } as const;
const dark = { breach: { kind: "unknown", reason: "down" }, samples: null, watchedSince: null } as const;
const canary = upTo(plan, "canary-25");
const intent: RunFact = {
  kind: "backout.intent",
  reason: { code: "breach", text: "errors" },
  configDigest: plan.preRun.configDigest as never,
  attempt: 1,
};
const backout = { kind: "apply", backout: true, release: plan.preRun.release } as const;

describe("the way back", () => {
  test("a breach after the first canary byte backs out, and writes the breach down first", () => {
    expect(decideAfter(canary, { breach: BREACH })).toMatchObject({
      ...backout,
      breach: { rule: "errors", limit: 0.01 },
    });
  });

  test("a breach before any canary traffic is not the new version's", () => {
    expect(decideAfter(upTo(plan, "deployIdle"), { breach: BREACH })).toMatchObject({ kind: "advance" });
  });

  test("it is open in a freeze, in an outage of the metrics, in a hold and after a crash", () => {
    const calls: RunFact[][] = [
      [...canary, command("backout")],
      [...canary, look("canary-25", "fail")],
      [...canary, { kind: "hold.entered", reason: { code: "freeze", text: "" } }, command("backout")],
      [...upTo(plan, "flip", false), command("backout"), { kind: "run.resumed", pid: 8, fencingToken: 2 }],
      [...upTo(plan, "soak"), command("backout")],
    ];
    for (const facts of calls) expect(decideAfter(facts, { ...frozen, ...dark })).toMatchObject(backout);
  });

  test("a breach that is written down is not forgotten when the reading gets better", () => {
    const facts: RunFact[] = [...canary, { kind: "breach", rule: "errors", value: 1, limit: 0.01, seenAt: START }];
    expect(decideAfter(facts)).toMatchObject({ ...backout, breach: null });
  });

  test("with nothing changed yet there is nothing to restore", () => {
    expect(decideAfter([started(plan), command("backout")])).toMatchObject({ kind: "end", outcome: "backedOut" });
  });

  test("a try whose outcome is not known is looked up once, and then made again", () => {
    const open = [...canary, intent];
    expect(decideAfter(open)).toEqual({ kind: "probe", step: "backout" });
    const reason = { code: "outage", text: "down" };
    expect(decideAfter([...open, { kind: "probe.failed", step: "backout", reason }])).toMatchObject({
      ...backout,
      attempt: 2,
    });
  });

  test("a backout that fails is looked up and tried again, then held, and tried again from the hold by itself", () => {
    const once: RunFact[] = [...canary, intent, { kind: "backout.outcome", ...failed("up-failed"), restoredAt: null }];
    expect(decideAfter(once, {}, 0)).toMatchObject({ kind: "watch", step: "backout" });
    expect(decideAfter(once, {}, 5_000)).toEqual({ kind: "probe", step: "backout" });
    const thrice = [...once, ...once.slice(-2), ...once.slice(-2)];
    expect(decideAfter(thrice, {}, 5_000)).toMatchObject({ kind: "hold", reason: { code: "backout-failed" } });
    const held: RunFact[] = [...thrice, { kind: "hold.entered", reason: { code: "backout-failed", text: "" } }];
    expect(decideAfter(held, {}, 5_000)).toMatchObject({ kind: "wait" });
    expect(decideAfter(held, {}, 30_000)).toEqual({ kind: "leave", by: "timer" });
    expect(decideAfter([...held, command("backout")], {}, 0)).toEqual({ kind: "leave", by: "person" });
  });

  test("once on the way back a better world does not turn the run round", () => {
    expect(decideAfter([...canary, intent, { kind: "backout.outcome", ...DONE, restoredAt: START }])).toMatchObject({
      kind: "end",
      outcome: "backedOut",
      reason: { code: "breach" },
    });
  });

  test("a policy's no before any traffic is taken down and ends as refused", () => {
    const refused: RunFact[] = [
      ...upTo(plan, "deployIdle", false),
      { kind: "step.outcome", step: "deployIdle", ...failed("policy", true) },
    ];
    expect(decideAfter(refused)).toMatchObject({ ...backout, reason: { code: "refused" } });
    const restored: RunFact[] = [
      ...refused,
      { ...intent, reason: { code: "refused", text: "" } },
      { kind: "backout.outcome", ...DONE, restoredAt: null },
    ];
    expect(decideAfter(restored)).toMatchObject({ kind: "end", outcome: "refused" });
  });
});

describe("the point of no return", () => {
  const oneWay = planOf({ base: "short" }, { id: "m", reversible: false, shadowRead: 10 });
  const soak = upTo(oneWay, "soak");

  test("past it a breach holds and says why, until a person decides", () => {
    expect(decideAfter(soak, { breach: BREACH })).toMatchObject({
      kind: "hold",
      reason: { code: "point-of-no-return" },
    });
    const held: RunFact[] = [...soak, { kind: "hold.entered", reason: { code: "point-of-no-return", text: "" } }];
    expect(decideAfter(held, { breach: BREACH })).toMatchObject({ kind: "wait" });
    expect(decideAfter([...held, command("backout", true)], { breach: BREACH })).toMatchObject({
      ...backout,
      release: oneWay.preRun.release,
      safety: "past-return",
    });
    expect(decideAfter([...held, command("resume")], { breach: BREACH })).toEqual({ kind: "leave", by: "person" });
  });

  test("before the flip the way back is open", () => {
    expect(decideAfter(upTo(oneWay, "canary-25"), { breach: BREACH })).toMatchObject({
      ...backout,
      safety: "safe",
      release: oneWay.preRun.release,
    });
  });

  test("a reversible mapping says that writes must flow back first", () => {
    const both = planOf({ base: "short" }, { id: "m", reversible: true, shadowRead: 10 });
    expect(decideAfter(upTo(both, "soak"), { breach: BREACH })).toMatchObject({
      kind: "apply",
      safety: "reverse-sync-first",
    });
  });

  test("the way back says which it is: safe, reverse sync first, a person's, or closed", () => {
    const both = planOf({ base: "short" }, { id: "m", reversible: true, shadowRead: 10 });
    const way = (facts: readonly RunFact[]): string => wayBack(foldRun(history(facts))).safety;
    expect(way(upTo(both, "canary-25"))).toBe("safe");
    expect(way(upTo(both, "soak"))).toBe("reverse-sync-first");
    expect(way([...upTo(both, "soak"), command("backout", true)]), "a person accepts the loss").toBe("safe");
    expect(way(upTo(oneWay, "canary-25"))).toBe("safe");
    expect(way(upTo(oneWay, "flip"))).toBe("past-return");
    expect(way(upTo(both, "finish"))).toBe("closed");
    expect(wayBack(foldRun(history(upTo(oneWay, "flip")))).text).toMatch(/would lose them; a backout holds/);
  });

  test("finish is looked at before anything else, for it decides whether there is a way back", () => {
    const open = [...upTo(plan, "finish", false), command("backout")];
    expect(decideAfter(open)).toEqual({ kind: "probe", step: "finish" });
    const closed: RunFact[] = [
      ...open,
      { kind: "step.outcome", step: "finish", ...DONE, outcome: "absent", error: { code: "unsettled", text: "" } },
    ];
    expect(decideAfter(closed)).toMatchObject({ kind: "hold", reason: { code: "point-of-no-return" } });
    const untouched: RunFact[] = [
      ...open,
      { kind: "step.outcome", step: "finish", ...DONE, outcome: "absent", error: { code: "not-applied", text: "" } },
    ];
    expect(decideAfter(untouched)).toMatchObject(backout);
    expect(decideAfter([...open, { kind: "step.outcome", step: "finish", ...DONE }])).toMatchObject({
      kind: "advance",
    });
  });

  test("a backout that finds the run closed turns back to finish", () => {
    const facts: RunFact[] = [
      ...upTo(plan, "finish", false),
      command("backout"),
      { kind: "probe.failed", step: "finish", reason: { code: "outage", text: "" } },
      intent,
      {
        kind: "backout.outcome",
        ...DONE,
        outcome: "absent",
        error: { code: "run-closed", text: "" },
        restoredAt: null,
      },
    ];
    expect(decideAfter(facts)).toMatchObject({ kind: "hold", reason: { code: "point-of-no-return" } });
    const released: RunFact[] = [
      ...facts,
      { kind: "hold.entered", reason: { code: "point-of-no-return", text: "" } },
      { kind: "hold.left", by: "person" },
    ];
    expect(decideAfter(released)).toEqual({ kind: "probe", step: "finish" });
  });
});
