import { expect, test } from "vitest";
import type { GroupStats } from "../../../../stacks/targets/local/router/stats.ts";
import { groupCounters } from "../../../../stacks/targets/local/target.ts";

const series: GroupStats = {
  group: "active",
  color: "blue",
  version: "v1",
  requests: 10,
  statuses: { "200": 7, "500": 2, "502": 1 },
  serviceErrors: 2,
  routerErrors: { refused: 1 },
  abandoned: 0,
  retried: 0,
  inFlight: 0,
  latency: { counts: [4, 10], count: 10, sumMs: 1, p50: 1, p95: 1, p99: 1 },
};

test("versions of one group and color are added up, so that no count falls when a version goes", () => {
  const later = {
    ...series,
    version: "v3",
    requests: 5,
    serviceErrors: 0,
    routerErrors: {},
    latency: { ...series.latency, counts: [1, 5] },
  };
  expect(groupCounters([series, later, { ...series, group: "canary", color: "green" }], [1, 2])).toEqual([
    { group: "active", color: "blue", requests: 15, errors: 3, latency: { upperBoundsMs: [1, 2], counts: [5, 15] } },
    { group: "canary", color: "green", requests: 10, errors: 3, latency: { upperBoundsMs: [1, 2], counts: [4, 10] } },
  ]);
});
