import * as z from "zod";
import { drillOutcomes } from "../../core/flags/index.ts";

const position = z.strictObject({ file: z.string(), line: z.int().min(1), column: z.int().min(1) });
const finding = z.strictObject({
  code: z.enum([
    "unregistered",
    "expired",
    "unused",
    "out-of-scope",
    "missing-owner",
    "missing-expiry",
    "cycle",
    "duplicate",
    "prerequisite-off",
    "unapproved-risk",
    "expiring",
    "unknown-owner",
    "extension-limit",
    "ended",
    "unreadable",
  ]),
  level: z.enum(["error", "warning"]),
  key: z.string(),
  position,
  text: z.string(),
  next: z.string(),
});

/** What `flags lint` prints beside the envelope. */
export const flagsLintSchema = z.strictObject({
  flags: z.int().min(0).describe("how many are registered"),
  findings: z.array(finding),
  counts: z.strictObject({
    error: z.int().min(0),
    warning: z.int().min(0),
    byCode: z.record(z.string(), z.int().min(1)),
  }),
});

/** What `flags kill` and `flags lift` print beside the envelope: the statement that is in force. */
export const flagsKillSchema = z.strictObject({
  schemaVersion: z.literal("1.0"),
  key: z.string(),
  action: z.enum(["kill", "lift"]),
  reason: z.string(),
  actor: z.string(),
  at: z.iso.datetime(),
  seq: z.int().min(1),
  drill: z.boolean(),
  until: z.iso.datetime().optional().describe("when a drill's kill ends by itself"),
  keyId: z.string().describe("who signed it"),
  file: z.string(),
  ledger: z.enum(["written", "waiting"]),
});

/** What `flags drill` prints beside the envelope. */
export const flagsDrillSchema = z.strictObject({
  url: z.string(),
  drills: z.array(
    z.strictObject({
      key: z.string(),
      outcome: z.enum(drillOutcomes),
      cutMs: z.int().nullable().describe("from the switch to the first answer after which all show the path cut"),
      backMs: z.int().nullable().describe("the same after it was lifted"),
      requests: z.int().min(0),
      servedBy: z.array(z.string()),
      detail: z.string(),
    }),
  ),
  ledger: z.enum(["written", "waiting"]),
});

/** What `flags approve` prints beside the envelope. */
export const flagsApproveSchema = z.strictObject({
  id: z.string().describe("SHA-256 of what was signed"),
  file: z.string(),
  key: z.string(),
  approver: z.string(),
  role: z.string(),
  ticket: z.string(),
  expiresAt: z.iso.datetime(),
  bound: z.record(z.string(), z.string()).describe("digests of entry, scope and expiry"),
  keyId: z.string(),
  ledger: z.enum(["written", "waiting"]),
});

/** What `flags audit` prints beside the envelope. */
export const flagsAuditSchema = z.strictObject({
  registry: z.string(),
  entries: z
    .array(
      z.strictObject({
        at: z.string().nullable().describe("null: in the working tree, not committed"),
        who: z.string(),
        key: z.string().describe("empty for a revision of the registry that does not parse"),
        what: z.enum(["registered", "removed", "changed", "killed", "lifted", "drilled", "approved", "unreadable"]),
        why: z.string().describe("the commit's subject, or the reason in the ledger"),
        from: z.enum(["registry", "ledger", "working tree"]),
        reference: z.string().nullable().describe("the commit, or the ledger's entry"),
        fields: z.array(z.strictObject({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
      }),
    )
    .describe("oldest first"),
  ledgerVerified: z.boolean(),
});

/** What `flags export` prints beside the envelope. */
export const flagsExportSchema = z.strictObject({
  flagd: z.looseObject({ $schema: z.string(), flags: z.record(z.string(), z.looseObject({})) }),
});

/** What `flags import` prints beside the envelope. */
export const flagsImportSchema = z.strictObject({
  flags: z.int().min(0),
  registry: z.string().describe("the registry, YAML"),
});

/** What `flags serve` prints beside the envelope when it has ended. */
export const flagsServeSchema = z.strictObject({
  port: z.int().min(0),
  flags: z.int().min(0),
  digest: z.string().nullable().describe("of the registry that was served last"),
});

/** What `flags snapshot` prints beside the envelope. */
export const flagsSnapshotSchema = z.strictObject({
  registry: z.strictObject({ file: z.string(), digest: z.string() }),
  flags: z.array(
    z.strictObject({
      key: z.string(),
      owner: z.string().nullable(),
      scope: z.string(),
      type: z.string(),
      risk: z.string(),
      expires: z.string().nullable(),
      expired: z.boolean(),
      killswitch: z.boolean(),
      killed: z.boolean(),
      extensions: z.int().min(0),
      serves: z.string().nullable().describe("the variant that nobody in particular gets"),
      cause: z.string(),
    }),
  ),
  statements: z
    .array(
      z.strictObject({
        seq: z.int().min(0),
        at: z.string(),
        actor: z.string(),
        kind: z.enum(["flag.killed", "flag.lifted"]),
        key: z.string(),
        reason: z.string(),
      }),
    )
    .describe("kill-switches in the ledger"),
  ledgerVerified: z.boolean(),
  problems: z.array(z.string()),
});

/** The documents of `maestro flags …`, by kind. */
export const flagsDocuments = {
  "flags.lint": flagsLintSchema,
  "flags.kill": flagsKillSchema,
  "flags.lift": flagsKillSchema,
  "flags.drill": flagsDrillSchema,
  "flags.export": flagsExportSchema,
  "flags.import": flagsImportSchema,
  "flags.audit": flagsAuditSchema,
  "flags.approve": flagsApproveSchema,
  "flags.serve": flagsServeSchema,
  "flags.snapshot": flagsSnapshotSchema,
} as const;
