import { expect, test } from "vitest";
import { recentP95 } from "../../../automation/cutover/recent-p95.ts";

const counters = (counts: readonly number[]) =>
  ({
    group: "active",
    color: "blue",
    requests: 0,
    errors: 0,
    latency: { upperBoundsMs: [10, 100, 1000], counts },
  }) as const;

test("the 95th percentile of the last ten seconds; older answers and gaps do not count", () => {
  const readings = [
    { at: 0, counters: counters([0, 0, 900]) },
    { at: 11_000, counters: counters([0, 0, 1_000]) },
    { at: 12_000, counters: null },
    { at: 20_000, counters: counters([100, 100, 1_100]) },
  ];
  expect(recentP95(readings, 20_000)).toBeCloseTo(9.5, 5);
  expect(recentP95(readings.slice(0, 1), 5_000)).toBeNull();
  expect(recentP95(readings, 60_000)).toBeNull();
  expect(recentP95([], 0)).toBeNull();
});
