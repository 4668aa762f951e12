import * as z from "zod";
import { InputError } from "../errors/index.ts";
import type { PlanLimits } from "./plan.ts";
import { STEP_STATES } from "./states.ts";

const ms = z
  .int()
  .min(0)
  .max(7 * 24 * 3_600_000);

const canaryStep = z.union([
  z.int().min(1).max(99),
  z.strictObject({
    weight: z.int().min(1).max(99).describe("Percent of requests that the canary answers"),
    watchMs: ms.optional(),
    minSamples: z.int().min(5).optional(),
  }),
]);

const limits = z.strictObject({
  maxAttempts: z.int().min(1).max(20).optional(),
  retryAfterMs: ms.optional(),
  maxOutageMs: ms.optional(),
  escalateAfterMs: ms.min(1).optional(),
  maxEscalations: z.int().min(0).max(100).optional(),
  maxAutoResumes: z.int().min(0).max(100).optional(),
  backoutRetryMs: ms.min(1).optional(),
  maxUpMs: ms.min(1_000).optional().describe("An up that has not come back by then is ended and counts as failed"),
});

/** The plan file (`--plan-file`), all keys optional over the plan named by `base`. Durations in ms, weights in percent. */
export const planFile = z.strictObject({
  name: z.string().min(1).max(100).optional(),
  base: z
    .enum(["default", "short"])
    .default("default")
    .describe("The named plan whose values hold where none is given"),
  canary: z.array(canaryStep).min(1).max(20).optional().describe("Weights in rising order"),
  maxCanaryWeight: z.int().min(1).max(99).optional().describe("Cap: steps above it are refused (limited canary)"),
  minSamples: z.int().min(5).max(100_000).optional().describe("Samples a side below which nothing is judged"),
  looks: z.int().min(1).max(100).optional(),
  warmupMs: ms.optional(),
  watchMs: ms.optional(),
  lookEveryMs: ms.min(100).optional(),
  maxWaitMs: ms.optional(),
  soakMs: ms.optional(),
  holdBefore: z.array(z.enum(STEP_STATES)).optional().describe("States before which the run waits for a person"),
  limits: limits.optional(),
});
export type PlanFile = z.infer<typeof planFile>;

/** A plan file with every value settled. */
export interface PlanOptions {
  readonly name: string;
  readonly canary: readonly { readonly weight: number; readonly watchMs: number; readonly minSamples: number }[];
  readonly maxCanaryWeight: number;
  readonly looks: number;
  readonly warmupMs: number;
  readonly lookEveryMs: number;
  readonly maxWaitMs: number;
  readonly soakMs: number;
  readonly holdBefore: readonly (typeof STEP_STATES)[number][];
  readonly limits: PlanLimits;
}

const LIMITS: PlanLimits = {
  maxAttempts: 3,
  retryAfterMs: 2_000,
  maxOutageMs: 60_000,
  escalateAfterMs: 300_000,
  maxEscalations: 3,
  maxAutoResumes: 5,
  backoutRetryMs: 30_000,
  maxUpMs: 900_000,
};

/** Two replicas a side give two samples a second: 20 s are 40 samples, 16 s are 32. */
const BASES = {
  default: { canary: [10, 25, 50], watchMs: 20_000, warmupMs: 4_000, maxWaitMs: 60_000, soakMs: 20_000 },
  short: { canary: [25], watchMs: 16_000, warmupMs: 3_000, maxWaitMs: 30_000, soakMs: 6_000 },
} as const;

/**
 * Settles a plan file's values. `{}` gives the plan `default`, `{base: "short"}` the plan `short`.
 * @throws InputError `plan-weights`: not rising, or above the cap
 */
export function settlePlanFile(file: PlanFile): PlanOptions {
  const base = BASES[file.base];
  const minSamples = file.minSamples ?? 30;
  const maxCanaryWeight = file.maxCanaryWeight ?? 99;
  const given = file.canary ?? base.canary.filter((weight) => weight <= maxCanaryWeight);
  const watchMs = file.watchMs ?? base.watchMs;
  const canary = (given.length > 0 ? given : [maxCanaryWeight])
    .map((step) => (typeof step === "number" ? { weight: step } : step))
    .map((step) => ({
      weight: step.weight,
      watchMs: step.watchMs ?? watchMs,
      minSamples: step.minSamples ?? minSamples,
    }));
  for (const [index, { weight }] of canary.entries()) {
    const field = `canary.${index}`;
    if (index > 0 && weight <= canary[index - 1]!.weight)
      throw new InputError("plan-weights", `canary weights must rise: ${weight} follows ${canary[index - 1]!.weight}`, {
        field,
        next: "order the weights from low to high, each once",
      });
    if (weight > maxCanaryWeight)
      throw new InputError("plan-weights", `canary weight ${weight} is above maxCanaryWeight ${maxCanaryWeight}`, {
        field,
        next: "take the step out or have the cap raised",
      });
  }
  return {
    name: file.name ?? (Object.keys(file).some((key) => key !== "base") ? "file" : file.base),
    canary,
    maxCanaryWeight,
    looks: file.looks ?? 3,
    warmupMs: file.warmupMs ?? base.warmupMs,
    lookEveryMs: file.lookEveryMs ?? 5_000,
    maxWaitMs: file.maxWaitMs ?? base.maxWaitMs,
    soakMs: file.soakMs ?? base.soakMs,
    holdBefore: file.holdBefore ?? [],
    limits: { ...LIMITS, ...definedOf(file.limits ?? {}) },
  };
}

/** Drops members whose value is undefined, so that a spread keeps the default. */
function definedOf<T extends object>(value: T): { [K in keyof T]-?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as never;
}
