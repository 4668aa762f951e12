import * as z from "zod";
import { digestSchema } from "../ledger/index.ts";
import type { CutoverPlan } from "./plan.ts";
import { releaseSchema } from "./release.ts";
import { STEP_STATES } from "./states.ts";

const color = z.enum(["blue", "green"]);
const side = z.strictObject({ color, version: z.string().min(1) });
const ms = z.int().min(0);
const percent = z.int().min(0).max(100);

const step = z.strictObject({
  id: z.string().min(1),
  state: z.enum(STEP_STATES),
  effect: z.enum(["preview", "up", "backfill", "none"]),
  weight: percent,
  release: releaseSchema,
  configDigest: digestSchema,
  warmupMs: ms,
  watchMs: ms,
  maxWaitMs: ms,
  judge: z
    .strictObject({ kind: z.enum(["aca", "shadowRead"]), minSamples: ms, looks: z.int().min(1), lookEveryMs: ms })
    .nullable(),
  holdBefore: z.boolean(),
  backout: z.enum(["safe", "reverse-sync-first", "past-return"]),
});

/** A plan as it is read back from the ledger. */
export const planSchema: z.ZodType<CutoverPlan> = z.strictObject({
  name: z.string(),
  service: z.string(),
  stack: z.string(),
  environment: z.string(),
  from: side,
  to: side,
  preRun: z.strictObject({ release: releaseSchema, configDigest: digestSchema }),
  mapping: z.strictObject({ id: z.string(), reversible: z.boolean(), shadowRead: percent }).nullable(),
  limited: z
    .strictObject({
      maxWeight: percent,
      minSamples: ms,
      minScore: z.number().min(0).max(1).nullable(),
      by: z.string(),
    })
    .exactOptional(),
  limits: z.strictObject({
    maxAttempts: z.int().min(1),
    retryAfterMs: ms,
    maxOutageMs: ms,
    escalateAfterMs: ms,
    maxEscalations: ms,
    maxAutoResumes: ms,
    backoutRetryMs: ms,
    maxUpMs: ms.exactOptional(),
  }),
  steps: z.array(step).min(1),
});
