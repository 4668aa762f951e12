import * as z from "zod";
import { budgetApprovalSchema, capacityInputs } from "../../core/capacity/index.ts";
import { instant } from "./envelope.ts";

const noted = z.strictObject({ code: z.string(), text: z.string(), row: z.int().nullable() });

const pair = z.tuple([z.number(), z.number()]);

/** One series of `capacity forecast`. */
export const capacitySeriesSchema = z.strictObject({
  id: z.string(),
  service: z.string(),
  resource: z.string(),
  unit: z.string(),
  step: z.number().nullable().describe("ms"),
  model: z.string().nullable().describe("the heaviest models, at most three, with their share"),
  weights: z.array(z.strictObject({ model: z.string(), weight: z.number(), error: z.number() })),
  backtest: z
    .strictObject({
      origins: z.int(),
      owa: z.number().nullable().describe("against Naive2 over the same origins; below 1 is better"),
      msis: z.number().nullable(),
      coverage: z.record(z.string(), z.number()).describe("share of backtest points inside, by level"),
    })
    .nullable(),
  points: z.array(z.strictObject({ at: instant, mean: z.number(), bands: z.record(z.string(), pair) })),
  peak: z.strictObject({ quantile: z.number(), value: z.number() }).nullable().describe("of the window's maximum"),
  daysToLimit: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
  refused: noted.nullable(),
  notes: z.array(noted).describe("what was mended before forecasting"),
});

/** What `capacity forecast` prints beside the envelope. */
export const capacityForecastSchema = z.strictObject({
  expiresAt: instant.nullable(),
  dataWindow: z.strictObject({ start: instant, end: instant }).nullable(),
  inputDigest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  warnings: z.array(z.string()),
  series: z.array(capacitySeriesSchema),
});

/** What `capacity inputs` prints beside the envelope. */
export const capacityInputsSchema = z.strictObject({
  stackFile: z.string(),
  service: z.string(),
  capacity: capacityInputs,
  cost: z.strictObject({ mean: z.int(), chosen: z.int(), high: z.int() }).nullable().describe("cents a month"),
  budgetCents: z.int().nullable().describe("what is allowed now, approvals included"),
  problems: z.array(z.strictObject({ code: z.string(), text: z.string(), next: z.string() })),
  written: z.boolean(),
});

/** What `capacity approve` prints beside the envelope. */
export const capacityApproveSchema = z.strictObject({
  id: z.string().describe("of the approval: digest of its signed payload"),
  file: z.string(),
  approval: budgetApprovalSchema.describe("the entry in capacity/budgets.yaml that it is bound to"),
  keyId: z.string(),
  expiresAt: instant,
});

const count = z.int().min(0);

/** What `capacity ingest` prints beside the envelope. */
export const capacityIngestSchema = z.strictObject({
  file: z.string(),
  window: z.strictObject({ start: instant, end: instant }),
  stepSeconds: z.int(),
  series: z.array(
    z.strictObject({
      id: z.string(),
      source: z.string(),
      points: count.describe("of the window, one a step"),
      start: instant.nullable(),
      end: instant.nullable(),
      missing: count.describe("places of the grid without a value"),
      longestGap: count,
      duplicates: count,
      late: count.describe("came after a younger one"),
      resets: count.describe("of a counter; bridged"),
      notFinite: count.describe("left out"),
      negative: count,
      added: count.describe("new beside what the file had"),
      changed: count.describe("corrected by the source"),
      nodata: z.string().nullable().describe("why there is nothing"),
    }),
  ),
});

/** What `capacity explain` prints beside the envelope. */
export const capacityExplainSchema = z.strictObject({
  file: z.string().describe("the page with the plots"),
  sameData: z.boolean().nullable().describe("false where the stack's inputs were made of other data"),
  explanations: z.array(
    z.strictObject({ id: z.string(), sentences: z.array(z.string()), plot: z.string().nullable().describe("SVG") }),
  ),
});

/** What `capacity backtest` prints beside the envelope. */
export const capacityBacktestSchema = z.strictObject({
  inputDigest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  series: z.array(
    capacitySeriesSchema.pick({ id: true, step: true, model: true, weights: true, backtest: true, refused: true }),
  ),
  summary: z.strictObject({
    series: count,
    refused: count,
    owaMedian: z.number().nullable(),
    msisMedian: z.number().nullable(),
    coverage: z.record(z.string(), z.number()).describe("mean over the series, by level"),
  }),
});

/** What `capacity plan` prints beside the envelope. */
export const capacityPlanSchema = z.strictObject({
  quarter: z.strictObject({ name: z.string(), start: instant, end: instant }),
  files: z.array(z.string()),
  inputDigest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  services: z.array(
    z.strictObject({
      service: z.string(),
      team: z.string().nullable(),
      series: z.array(
        z.strictObject({
          id: z.string(),
          resource: z.string(),
          unit: z.string(),
          basis: z.enum(["forecast", "trend", "none"]).describe("none: the stated rule, for want of data"),
          now: z.number().nullable().describe("highest peak of the last seven days"),
          low: z.number().describe("of the quarter's highest day"),
          mean: z.number(),
          high: z.number().describe("what is planned"),
          ground: z.string(),
        }),
      ),
      cost: z.strictObject({ mean: z.int(), chosen: z.int(), high: z.int() }).nullable().describe("cents a month"),
      allowedCents: z.int().nullable().describe("budget, approvals included"),
      overBudget: z.boolean(),
    }),
  ),
});
