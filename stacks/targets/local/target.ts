import type { GroupCounters, Target, TrafficState } from "../../../core/target/index.ts";
import { type RouterHandle, readRouter, readRouterStats } from "./router/client.ts";
import type { GroupStats } from "./router/stats.ts";

/** The target port over the local router. */
export function localTarget(handle: RouterHandle): Target {
  return {
    traffic: async (signal): Promise<TrafficState> => {
      const { state } = await readRouter(handle, { signal });
      return {
        generation: state?.generation ?? 0,
        shares: (state?.groups ?? []).map(({ name, color, version, weight }) => ({
          group: name,
          color,
          version,
          weight,
        })),
      };
    },
    counters: async (signal) => {
      const { groups, upperBoundsMs } = await readRouterStats(handle, { signal });
      return groupCounters(groups, upperBoundsMs);
    },
  };
}

/**
 * One entry a group and color, summed over the versions that it has had, so that no count ever falls while the router
 * runs.
 */
export function groupCounters(groups: readonly GroupStats[], upperBoundsMs: readonly number[]): GroupCounters[] {
  const byGroup = Map.groupBy(groups, ({ group, color }) => `${group} ${color}`);
  return [...byGroup.values()].map((series) => {
    const { group, color } = series[0]!;
    return {
      group,
      color,
      requests: total(series, ({ requests }) => requests),
      errors: total(series, ({ serviceErrors, routerErrors }) =>
        Object.values(routerErrors).reduce((sum, count) => sum + count, serviceErrors),
      ),
      latency: {
        upperBoundsMs,
        counts: upperBoundsMs.map((_, index) => total(series, ({ latency }) => latency.counts[index] ?? 0)),
      },
    };
  });
}

function total(series: readonly GroupStats[], of: (one: GroupStats) => number): number {
  return series.reduce((sum, one) => sum + of(one), 0);
}
