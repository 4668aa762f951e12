import { expect, it } from "vitest";
import { simulate, simulationRows } from "../../../core/experiments/index.ts";

const row = (id: string) => simulationRows.find((one) => one.id === id)!;

/** The whole table: npm run experiments:simulate. */
it.each(["aa-rate-0.05-1-1-4000", "aa-rate-0.05-1-9-4000", "aa-lognormal-2-1-9-4000"])(
  "guardrails stop at most 5 in 100 of 2,000 runs, looking after every subject: %s",
  (id) => {
    const result = simulate({ ...row(id), cap: 1_500 }, 7, 1, 2_000, 0);
    process.stdout.write(`${id}: ${(100 * result.stopped).toFixed(2)} % of ${result.runs} runs were stopped\n`);
    expect(result.stopped).toBeLessThanOrEqual(0.05);
    expect(result.stopped).toBeGreaterThan(0.002);
  },
);

it("ends a 20 % regression of a 10 % error rate before half of a cap of 60,000 in at least 90 % of runs", () => {
  const result = simulate(row("harm-rate-0.1-1-1-60000"), 7, 2, 400, 0);
  process.stdout.write(`regression: ${(100 * result.stopped).toFixed(1)} % of ${result.runs} runs ended in time\n`);
  expect(result.stopped).toBeGreaterThanOrEqual(0.9);
});
