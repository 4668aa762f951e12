import { expect, it } from "vitest";
import { replay } from "../../../automation/experiments/report.ts";
import { seededRandom } from "../../../core/stats/index.ts";
import { definitionOf } from "../../core/experiments/definition-of.ts";

const now = Date.parse("2025-12-18");

function lines(rate: number, at: (i: number) => number): string[] {
  const random = seededRandom(4);
  return Array.from({ length: 3000 }, (_, i) => {
    const treated = i % 2 === 1;
    const metrics = { p95_ms: 100 + random.normal(), error_rate: random.uniform() < (treated ? rate : 0.05) ? 1 : 0 };
    const arm = treated ? "treatment" : "control";
    return JSON.stringify({ experiment: "subs-buffer", arm, subject: `u${i}`, at: at(i), metrics });
  });
}
const byArm = (text: readonly string[]): string => [...text].sort((a, b) => (a < b ? -1 : 1)).join("\n");

it("comes to the same result in whatever order a file's lines stand", () => {
  const experiment = definitionOf();
  const events = lines(0.15, (i) => Date.parse("2025-12-17") + i);
  const { manifest } = replay(experiment, events.join("\n"), "events", now);
  expect(manifest).toMatchObject({ decision: "stop", reason: { code: "guardrail" } });
  expect(replay(experiment, byArm(events), "events", now).manifest).toEqual(manifest);
});

it("takes no file sorted by arm for unequal arms, where all events bear one time", () => {
  const events = lines(0.05, () => Date.parse("2025-12-17"));
  const { manifest } = replay(definitionOf(), byArm(events), "events", now);
  expect(manifest).toMatchObject({ decision: "running", samples: { total: 3000 } });
});

it("names the line that is no JSON", () => {
  expect(() => replay(definitionOf(), "\n{", "events", now)).toThrow(
    expect.objectContaining({ code: "event-malformed", line: 2 }),
  );
});
