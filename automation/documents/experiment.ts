import * as z from "zod";
import { instant } from "./envelope.ts";

const failure = z.strictObject({ code: z.string(), text: z.string() });
const decision = z.enum(["running", "ship", "stop", "inconclusive", "invalid"]);
const manifest = z.record(z.string(), z.unknown());

/** What `experiment verify` prints beside the envelope. */
export const experimentVerifySchema = z.strictObject({
  valid: z.boolean(),
  keyId: z.string().nullable(),
  manifest: manifest.nullable(),
  failures: z.array(failure),
});

/** What `experiment report` prints beside the envelope. */
export const experimentReportSchema = z.strictObject({
  decision,
  reason: failure.nullable(),
  manifest,
  files: z.array(z.string()).describe("manifest and its DSSE envelope; none with --dry-run or while it runs"),
});

/** What `experiment approve` prints beside the envelope. */
export const experimentApproveSchema = z.strictObject({
  experiment: z.string(),
  id: z.string().describe("sha256:<hex> of what was signed"),
  definition: z.string().describe("digest of the definition that was approved"),
  approver: z.string(),
  role: z.string(),
  ticket: z.string(),
  expiresAt: instant,
  file: z.string(),
});

/** What `experiment start` prints beside the envelope. */
export const experimentStartSchema = z.strictObject({
  experiment: z.string(),
  flag: z.string(),
  startedAt: instant,
  definition: z.string().describe("digest of the definition that was started"),
  review: z.string().nullable().describe("id of the approval of its review; null where none is asked for"),
  store: z.string().describe("file of exposure events"),
});

/** What `experiment run`, `status` and `end` print beside the envelope. */
export const experimentRunSchema = z.strictObject({
  experiment: z.string(),
  flag: z.string(),
  state: z.enum(["not-started", "running", "ending", "ended"]),
  decision,
  reason: failure.nullable(),
  manifest: manifest.describe("as of now while it runs"),
  ended: z
    .strictObject({
      files: z.array(z.string()).describe("manifest and its DSSE envelope"),
      at: instant,
      flag: z.strictObject({
        key: z.string(),
        state: z.literal("safe-side"),
        statement: z.string().nullable().describe("the signed statement; null where it was in force already"),
      }),
      store: z.literal("emptied"),
      registry: z.strictObject({ file: z.string(), state: z.enum(["marked", "not-marked"]) }),
      ledger: z.enum(["written", "waiting"]).describe("waiting: a driver holds it; the next such command writes it"),
    })
    .nullable()
    .describe("what was done at the end; null while it runs, and of status"),
});

/** What `experiment simulate` prints beside the envelope. */
export const experimentSimulateSchema = z.strictObject({
  seed: z.int(),
  durationMs: z.int().min(0),
  allMet: z.boolean(),
  rows: z.array(
    z.strictObject({
      id: z.string(),
      condition: z.string(),
      split: z.string().describe("subjects of control to those of treatment"),
      cap: z.int(),
      harm: z.number().describe("how much worse treatment is, relatively; 0 for A/A"),
      runs: z.int(),
      stopped: z.number().describe("share of runs that the guardrail stopped: A/A before the cap, others before half"),
      stoppedByInterval: z.number().describe("the same, had the asymptotic confidence sequence been asked"),
      medianStop: z.int().nullable().describe("samples at which half of the runs were stopped"),
      wanted: z.string(),
      met: z.boolean(),
    }),
  ),
});
