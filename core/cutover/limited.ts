import type { PlanOptions } from "./planFile.ts";

/** What an approved exception goes out with: less traffic and more evidence before a person promotes it. */
export interface LimitedCanary {
  /** Percent of requests that no canary step may exceed. */
  readonly maxWeight: number;
  /** Samples a side below which nothing is judged. */
  readonly minSamples: number;
  /** Score that a look must reach, 0..1; null for the judge's own threshold. */
  readonly minScore: number | null;
  /** What asks for it, such as an exception's id. */
  readonly by: string;
}

/**
 * The same plan options under a limited canary: steps above the cap become one at the cap, every look needs at least
 * `minSamples` a side, and the flip waits for a person.
 * @throws RangeError for a cap outside 1..99: there is no canary without traffic
 */
export function limitOptions(options: PlanOptions, limited: LimitedCanary): PlanOptions {
  const { maxWeight, minSamples } = limited;
  if (!Number.isInteger(maxWeight) || maxWeight < 1 || maxWeight > 99)
    throw new RangeError(`a limited canary has a weight of 1 to 99 percent, not ${maxWeight}`);
  const below = options.canary.filter(({ weight }) => weight <= maxWeight);
  const above = options.canary.find(({ weight }) => weight > maxWeight);
  const capped = above && !below.some(({ weight }) => weight === maxWeight) ? [{ ...above, weight: maxWeight }] : [];
  return {
    ...options,
    canary: [...below, ...capped].map((step) => ({ ...step, minSamples: Math.max(step.minSamples, minSamples) })),
    maxCanaryWeight: Math.min(options.maxCanaryWeight, maxWeight),
    holdBefore: [...new Set([...options.holdBefore, "flip" as const])],
  };
}
