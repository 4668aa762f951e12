import { exceedanceP } from "../../stats/index.ts";
import { moved } from "../margin.ts";
import type { CanaryTest } from "./test.ts";

/** Below, eight values beyond all of the baseline's are too many to ask for. */
const MINIMUM = 100;

/**
 * Rosenbaum's exceedance test: how many canary values lie beyond every baseline value. It finds what happens to few
 * samples only, which ranks of all samples hardly notice. Extremes of samples with memory come in clusters, so it does
 * not apply to those.
 */
export const tail: CanaryTest = ({ sortedCanary, sortedBaseline, margin, phi, alternative }) => {
  const [nx, ny] = [sortedCanary.length, sortedBaseline.length];
  if (Math.min(nx, ny) < MINIMUM || phi > 0) return null;
  const [lowest, highest] = [sortedBaseline[0]!, sortedBaseline[ny - 1]!];
  const limit = (value: number, side: "greater" | "less"): number => moved(Float64Array.of(value), margin, side)[0]!;
  const above = countWhile(sortedCanary.toReversed(), limit(highest, "greater"), (value, bound) => value > bound);
  const below = countWhile(sortedCanary, limit(lowest, "less"), (value, bound) => value < bound);
  const [up, down] = [exceedanceP(above, nx, ny), exceedanceP(below, nx, ny)];
  const result = { test: "tail", method: "exact", alternative } as const;
  if (alternative === "greater") return { ...result, statistic: above, pValue: up };
  if (alternative === "less") return { ...result, statistic: below, pValue: down };
  return { ...result, statistic: Math.max(above, below), pValue: Math.min(1, 2 * Math.min(up, down)) };
};

function countWhile(values: Float64Array, bound: number, beyond: (value: number, bound: number) => boolean): number {
  const first = values.findIndex((value) => !beyond(value, bound));
  return first === -1 ? values.length : first;
}
