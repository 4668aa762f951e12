import { expect, it } from "vitest";
import { analyse, type Collection, rule } from "../../../core/experiments/index.ts";
import { type Moments, seededRandom } from "../../../core/stats/index.ts";
import { definitionOf } from "./definition-of.ts";

/** Stands in for a collection: equal arms, errors only, so that many runs can be made. */
class Arms {
  readonly sums = { control: 0, treatment: 0 };
  each = 0;
  readonly multiple = 0;
  get samples(): number {
    return 2 * this.each;
  }
  count(): number {
    return this.each;
  }
  moments(arm: string, metric: string): Moments {
    const sum = metric === "error_rate" ? this.sums[arm as "control"] : 0;
    return { n: metric === "error_rate" ? this.each : 0, sum, sumSquares: sum };
  }
}

/** Samples at which a run ended, and why. */
function run(seed: number, cap: number, rates: readonly [number, number], every: number) {
  const experiment = definitionOf({ samples: { cap } });
  const [random, arms] = [seededRandom(2026, seed), new Arms()];
  for (;;) {
    arms.each++;
    if (random.uniform() < rates[0]) arms.sums.control++;
    if (random.uniform() < rates[1]) arms.sums.treatment++;
    if (arms.each % every !== 0 && arms.samples < cap) continue;
    const ruling = rule(experiment, analyse(experiment, arms as unknown as Collection), experiment.start);
    if (ruling.decision !== "running") return { samples: arms.samples, code: ruling.reason!.code };
  }
}

it("stops at most 5 % of 2,000 A/A runs for a guardrail, looking after every pair of subjects", () => {
  const stopped = Array.from({ length: 2000 }, (_, seed) => run(seed, 4000, [0.05, 0.05], 1)).filter(
    ({ code }) => code === "guardrail",
  ).length;
  process.stdout.write(`A/A: ${stopped} of 2000 runs were stopped, ${(stopped / 20).toFixed(2)} %\n`);
  expect(stopped / 2000).toBeLessThanOrEqual(0.05);
}, 240_000);

it("ends a 20 % regression of a 10 % error rate before half of a cap of 60,000 in at least 90 % of 500 runs", () => {
  const runs = Array.from({ length: 500 }, (_, seed) => run(seed, 60_000, [0.1, 0.12], 25));
  const early = runs.filter(({ samples, code }) => code === "guardrail" && samples < 30_000).length;
  process.stdout.write(`regression: ${early} of 500 runs ended before half of the cap, ${(early / 5).toFixed(1)} %\n`);
  expect(early / 500).toBeGreaterThanOrEqual(0.9);
}, 240_000);
