import * as z from "zod";
import { instant } from "./envelope.ts";
import { windowSchema } from "./freeze.ts";

const text = z.string();
const count = z.int().min(0);
const seq = count.describe("number of the ledger's entry");
const names = z.array(text);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** What `freeze audit` prints; the same without `attestation` and `alerts` is what is signed. Exit 1 on findings. */
export const freezeAuditSchema = z.looseObject({
  period: z.looseObject({ from: instant, to: instant }),
  windows: z.array(windowSchema),
  exceptions: z.array(
    z.looseObject({
      id: text,
      window: text,
      ticket: text.describe("the CAB ticket"),
      stacks: names.nullable(),
      services: names.nullable(),
      starts: instant.nullable(),
      expires: instant,
      approvedBy: names,
      carveOut: text.nullable(),
      reason: text.nullable(),
      status: z.enum(["active", "expired", "not-started"]),
      uses: z.array(seq),
    }),
  ),
  approvals: z.array(
    z.looseObject({
      file: text,
      status: z.enum(["valid", "refused", "revocation"]),
      id: text.nullable().describe("of a revocation: of what it revokes"),
      purpose: text.nullable(),
      ticket: text.nullable().describe("the CAB ticket"),
      approver: text.nullable(),
      role: text.nullable(),
      stack: text.nullable(),
      expires: text.nullable(),
      code: text.nullable().describe("why it does not count"),
      text: text.nullable(),
      uses: z.array(seq),
    }),
  ),
  approvalActs: z
    .array(
      z.looseObject({
        seq,
        at: instant,
        actor: text,
        act: z.enum(["requested", "approved", "revoked"]),
        id: text.nullable(),
        ticket: text.nullable().describe("the CAB ticket"),
        stack: text.nullable(),
        file: text.nullable(),
      }),
    )
    .describe("what people did about approvals, as the ledger has it"),
  uses: z.array(
    z.looseObject({
      seq,
      at: instant,
      actor: text,
      stack: text,
      verb: text,
      runId: text.nullable(),
      rule: text,
      ticket: text.nullable().describe("the CAB ticket"),
      window: text.nullable(),
      approvals: names.describe("ids of the exceptions and approvals that counted"),
      carveOut: text.nullable(),
      updates: names.describe("entries of the engine's history that came of it"),
    }),
  ),
  refusals: z.array(
    z.looseObject({
      seq,
      at: instant,
      actor: text,
      stack: text.nullable(),
      verb: text,
      via: z.enum(["command", "cutover", "pack", "guard", "merge-check"]),
      code: text,
      text,
      ticket: text.nullable().describe("the CAB ticket that was named"),
      window: text.nullable(),
      variables: names.describe("environment variables that were set and can change what a gate sees; never values"),
    }),
  ),
  bypassAttempts: z.array(
    z.looseObject({
      at: instant,
      stack: text.nullable(),
      way: text,
      text,
      seq: seq.nullable(),
      update: text.nullable().describe("entry of the engine's history"),
    }),
  ),
  findings: z
    .array(
      z.looseObject({
        id: text.describe("the same for the same fact"),
        code: z.enum([
          "unauthorised-deploy",
          "unauthorised-destroy",
          "unauthorised-refresh",
          "unauthorised-import",
          "decided-otherwise",
          "state-edited",
          "clock-differs",
          "history-missing",
          "ledger-broken",
        ]),
        stack: text,
        at: instant,
        window: text.nullable(),
        update: text.nullable(),
        text,
        next: text,
      }),
    )
    .describe("what a freeze forbids and that happened all the same"),
  sources: z.array(z.looseObject({ file: text, from: text, ref: text.nullable(), digest })),
  ledger: z.looseObject({
    path: text,
    entries: count,
    head: z.looseObject({ seq: z.int().min(-1), hash: digest }),
    verified: z.boolean(),
    signedUpTo: z.int().min(-1),
  }),
  history: z.looseObject({
    backend: text.nullable(),
    unread: text.nullable().describe("why no history was read"),
    stacks: z.array(z.looseObject({ stack: text, updates: count })),
  }),
  collected: z.looseObject({
    notes: count.describe("of pack and guard, taken over into the ledger"),
    checks: count,
    left: names.describe("files that are none"),
    skipped: text.nullable().describe("why nothing could be taken over"),
  }),
  attestation: z.looseObject({
    file: text.describe("DSSE envelope over an in-toto statement"),
    payloadDigest: digest,
    keyId: text,
    publicKey: text.describe("file of the public keys"),
  }),
  alerts: z.looseObject({ queued: count, pending: count }),
});
export type FreezeAudit = z.infer<typeof freezeAuditSchema>;

/** What `freeze resume` prints. */
export const freezeResumeSchema = z.looseObject({
  held: z.array(
    z.looseObject({
      id: count.describe("number of its refusal in the ledger"),
      what: z.enum(["up", "cutover"]),
      stack: text,
      at: instant,
      by: text,
      window: text.nullable(),
      ticket: text.nullable(),
      cutover: z.looseObject({ service: text, to: text, plan: text, mapping: text.nullable() }).nullable(),
      configChanged: z.boolean().nullable().describe("since it was refused; null where that is not known"),
      gate: z.enum(["open", "closed", "unknown"]).describe("what the gate says now; it decides again when it is run"),
      freeAt: instant.nullable(),
      text,
      outcome: z.enum(["waiting", "ran", "refused", "failed", "dropped", "by-hand"]),
      exitCode: z.int().nullable(),
    }),
  ),
});
