import { describe, expect, test } from "vitest";
import { noticesOf, type RunFact } from "../../../core/cutover/index.ts";
import { notifySchema } from "../../../core/outbox/index.ts";
import { command, DONE, history, look, started, upTo } from "../../support/cutover-history.ts";
import { planOf } from "../../support/cutover-plans.ts";

const plan = planOf({ base: "short" });
const config = notifySchema.parse({ sinks: [{ name: "ops", kind: "file" }], review: { dueDays: 3 } });
const files = { attachments: ["reports/r1/report.html"] };
const of = (facts: readonly RunFact[]) => noticesOf("r1", history(facts), config, files);
const topics = (facts: readonly RunFact[]): string[] => of(facts).map(({ topic }) => topic);

const back: RunFact[] = [
  ...upTo(plan, "canary-25"),
  { kind: "breach", rule: "errors", value: 0.1, limit: 0.01, seenAt: 1_000_500 },
  {
    kind: "backout.intent",
    reason: { code: "breach", text: "errors is 0.1, above its limit 0.01" },
    configDigest: plan.preRun.configDigest as `sha256:${string}`,
    attempt: 1,
  },
  { kind: "backout.outcome", ...DONE, restoredAt: 1_002_000 },
  { kind: "run.ended", outcome: "backedOut", reason: { code: "breach", text: "errors" } },
];

describe("what people are told", () => {
  test("of a good run: start, flip, finish", () => {
    const facts: RunFact[] = [...upTo(plan, "finish"), { kind: "step.passed", step: "finish", by: "plan" }];
    expect(topics([...facts, { kind: "run.ended", outcome: "finished", reason: null }])).toEqual([
      "start",
      "flip",
      "finish",
    ]);
  });

  test("of a backout: at its begin, and the incident with the report and a review that is due once it is over", () => {
    expect(topics(back.slice(0, -2))).toEqual(["start", "backout"]);
    const messages = of(back);
    expect(messages.map(({ topic }) => topic)).toEqual(["start", "backout", "incident", "finish"]);
    const incident = messages.find(({ topic }) => topic === "incident")!;
    expect(incident.attachments).toEqual(files.attachments);
    expect(incident.facts).toMatchObject({
      severity: "high",
      breach: { rule: "errors" },
      review: { kind: "root-cause", due: expect.stringMatching(/^1970-01-04T/) },
    });
    expect(incident.text).toMatch(/above its limit/);
  });

  test("of a backout that does not come through: the incident at once, and not again at the end", () => {
    const held: RunFact = { kind: "hold.entered", reason: { code: "backout-failed", text: "no" } };
    const facts = [...back.slice(0, -2), held];
    expect(topics(facts)).toEqual(["start", "backout", "hold", "incident"]);
    expect(topics([...facts, ...back.slice(-2)]).filter((topic) => topic === "incident")).toHaveLength(1);
  });

  test("of each hold and escalation, and of a score below 0.9", () => {
    const facts: RunFact[] = [
      ...upTo(plan, "canary-25"),
      { ...look("canary-25", "inconclusive"), score: 0.6 } as RunFact,
      { kind: "hold.entered", reason: { code: "inconclusive", text: "?" } },
      { kind: "escalated", reason: { code: "inconclusive", text: "?" }, count: 1 },
      command("resume"),
      { kind: "hold.left", by: "person" },
      { ...look("canary-25", "pass"), score: 0.95 } as RunFact,
      { kind: "hold.entered", reason: { code: "command", text: "wait" } },
    ];
    expect(topics(facts)).toEqual(["start", "alert", "hold", "hold", "hold"]);
    expect(topics([started(plan), look("canary-25", "fail")])).toEqual(["start", "alert"]);
  });

  test("is derived from any shorter history with the same ids, so that a driver after a crash repeats nothing", () => {
    for (const facts of [back, upTo(plan, "finish")]) {
      const all = of(facts).map(({ id }) => id);
      expect(new Set(all).size).toBe(all.length);
      for (let n = 1; n <= facts.length; n += 1) {
        const some = of(facts.slice(0, n)).map(({ id }) => id);
        expect(some).toEqual(all.slice(0, some.length));
      }
    }
  });

  test("only who asked for a topic is told of it", () => {
    const two = notifySchema.parse({
      sinks: [
        { name: "ops", kind: "file", on: ["hold"] },
        { name: "hub", kind: "github", repository: "a/b" },
      ],
    });
    const told = noticesOf("r1", history(back), two, files);
    expect(told.map(({ sink, topic }) => `${sink} ${topic}`)).toEqual(["hub incident"]);
  });
});
