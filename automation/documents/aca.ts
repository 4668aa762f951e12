import * as z from "zod";

const outcome = z.enum(["pass", "fail", "inconclusive", "error"]);
const method = z.enum(["exact", "asymptotic"]);
const testName = z.enum(["location", "scale", "tail", "mwu", "ks", "rate", "fisher"]);
const alternative = z.enum(["two-sided", "less", "greater"]);
const probability = z.number().min(0).max(1);
const perSide = z.strictObject({ baseline: z.number(), canary: z.number() });
const shift = z.strictObject({
  estimate: z.number().describe("Hodges-Lehmann shift of the canary against the baseline, in the metric's unit"),
  low: z.number(),
  high: z.number(),
  level: probability.describe("confidence level of low to high"),
});

/** What `aca-score judge` and `aca judge` print beside the envelope. */
export const acaJudgeSchema = z.strictObject({
  test: z.enum(["mwu", "ks"]),
  alternative: alternative.describe("in SciPy's sense, x = canary, y = baseline"),
  method,
  statistic: z.number(),
  pValue: probability,
  significant: z.boolean().describe("pValue is at most alpha"),
  alpha: probability,
  n: perSide,
  ties: z.int().describe("pooled values that have a twin"),
  shift,
  effect: z.strictObject({ cliffsDelta: z.number().min(-1).max(1) }),
  warnings: z.array(z.string()),
});

const reason = z.strictObject({ code: z.string(), text: z.string() });

const metric = z.strictObject({
  name: z.string(),
  kind: z.enum(["continuous", "count", "proportion"]),
  group: z.string().nullable(),
  critical: z.boolean(),
  weight: z.number(),
  verdict: outcome,
  direction: z.enum(["increase", "decrease", "either"]),
  margin: z.number(),
  test: testName.nullable().describe("the deciding test with the smallest adjusted p"),
  method: method.nullable(),
  statistic: z.number().nullable(),
  pValue: probability.nullable(),
  pAdjusted: probability.nullable().describe("after the looks and Holm's correction; compare with alpha.total"),
  n: z.strictObject({
    ...perSide.shape,
    missing: perSide,
    effective: perSide.nullable().describe("independent samples these are worth; null where nothing was compared"),
  }),
  shift: shift.extend({ relative: z.number().nullable().describe("as a share of the baseline's median") }).nullable(),
  effect: z.strictObject({ cliffsDelta: z.number().min(-1).max(1) }).nullable(),
  reason,
  tests: z.array(
    z.strictObject({
      test: testName,
      role: z.enum(["deciding", "reported"]),
      method,
      alternative,
      statistic: z.number(),
      pValue: probability,
      pAdjusted: probability.nullable(),
    }),
  ),
  warnings: z.array(z.string()),
});

/** A verdict: what `core/aca` gives. */
export const acaVerdictSchema = z.strictObject({
  verdict: outcome,
  score: probability.nullable(),
  threshold: probability,
  alpha: z.strictObject({ total: probability, spent: probability, look: z.int(), looks: z.int().nullable() }),
  correction: z.literal("holm"),
  metrics: z.array(metric),
  failReasons: z.array(z.strictObject({ metric: z.string(), ...reason.shape })),
  reason,
  warnings: z.array(z.string()),
  inputDigest: z.string(),
});

/** What `aca-score` and `aca score` print beside the envelope. */
export const acaScoreSchema = acaVerdictSchema.extend({
  artifact: z.string().nullable().describe("the rationale that was written; null without --artifact"),
});

/** What `aca simulate` prints beside the envelope; shares are percent. */
export const acaSimulateSchema = z.strictObject({
  seed: z.int(),
  repetitions: z.int(),
  durationMs: z.int(),
  allMet: z.boolean(),
  rows: z.array(
    z.strictObject({
      id: z.string(),
      condition: z.string(),
      must: z.strictObject({ at: z.enum(["most", "least"]), percent: z.number() }).nullable(),
      repetitions: z.int(),
      alarms: z.number().min(0).max(100),
      monteCarloError: z.number().min(0),
      inconclusives: z.number().min(0).max(100),
      met: z.boolean().nullable().describe("null for rows that are only told"),
    }),
  ),
});

/** What `aca replay` prints beside the envelope: the verdict given again. */
export const acaReplaySchema = acaVerdictSchema.extend({
  equal: z.boolean().describe("the verdict is the recorded one, byte for byte"),
  differences: z.array(z.string()).describe("fields that differ"),
});
