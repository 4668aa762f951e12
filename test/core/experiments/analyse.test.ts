import { expect, it } from "vitest";
import { analyse, Tally } from "../../../core/experiments/index.ts";
import { seededRandom } from "../../../core/stats/index.ts";
import { definitionOf } from "./definition-of.ts";

it("gives GrowthBook's effect and interval, to 1e-4", () => {
  const primary = { name: "conversion", kind: "proportion", better: "higher" };
  const experiment = definitionOf({ primary, guardrails: [], tuning: 5000 });
  const tally = new Tally(experiment);
  for (let i = 0; i < 3461; i++) {
    if (i < 3000) tally.add("control", { conversion: i < 1396 ? 1 : 0 });
    tally.add("treatment", { conversion: i < 2422 ? 1 : 0 });
  }
  const { effect, interval, status, means } = analyse(experiment, tally).primary;
  expect(Math.abs(effect! - 0.50386)).toBeLessThan(1e-4);
  expect(Math.abs(interval!.low - 0.40098)).toBeLessThan(1e-4);
  expect(Math.abs(interval!.high - 0.60675)).toBeLessThan(1e-4);
  expect([status, means]).toEqual(["better", [1396 / 3000, 2422 / 3461]]);
});

it("narrows interval and test with the values before the experiment (CUPED), and keeps the effect", () => {
  const random = seededRandom(3);
  const experiment = definitionOf({ guardrails: [], primary: { name: "p95_ms", kind: "mean", better: "lower" } });
  const [plain, adjusted] = [new Tally(experiment), new Tally(experiment)];
  for (let i = 0; i < 1000; i++) {
    const [arm, pre] = [random.uniform() < 0.5 ? "control" : "treatment", 100 + 20 * random.normal()];
    const metrics = { p95_ms: pre + 2 * random.normal() - (arm === "treatment" ? 2 : 0) };
    plain.add(arm, metrics);
    adjusted.add(arm, metrics, { p95_ms: pre });
  }
  const [a, b] = [analyse(experiment, plain).primary, analyse(experiment, adjusted).primary];
  expect(a.cuped).toBeNull();
  expect(b.cuped!.reduction).toBeGreaterThan(0.95);
  expect(b.interval!.high - b.interval!.low).toBeLessThan((a.interval!.high - a.interval!.low) / 4);
  expect(b.effect).toBeCloseTo(-0.02, 2);
  expect([a.status, b.status]).toEqual(["unclear", "better"]);
});
