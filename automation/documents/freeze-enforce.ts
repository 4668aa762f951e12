import * as z from "zod";

const instant = z.string().describe("RFC 3339 in UTC");

/** A freeze decision: what `freeze-enforce` prints beside the envelope, and `decision` of `maestro up`. */
export const freezeDecisionSchema = z.strictObject({
  decision: z.enum(["allow", "deny"]),
  inWindow: z.boolean(),
  window: z
    .strictObject({
      name: z.string(),
      start: instant,
      end: instant.describe("as written; its whole second belongs to the window when endInclusive"),
      endInclusive: z.boolean(),
      zone: z.string().describe("IANA zone that local times of the window are in"),
    })
    .nullable()
    .describe("the window that refused, or of those passed the one that ends last"),
  rule: z.enum([
    "no-window",
    "backout",
    "label-and-ticket",
    "label-ticket-and-approvals",
    "exception",
    "approvals",
    "carve-out",
    "ticket-only",
    "default-refusal",
  ]),
  reasons: z.array(z.strictObject({ code: z.string(), text: z.string(), next: z.string().nullable() })),
  evidence: z.strictObject({
    label: z.string().nullable().describe("the approving label as typed"),
    ticket: z.string().nullable(),
    ticketSource: z.enum(["argument", "config", "label", "body", "approval"]).nullable(),
    approvals: z.array(z.string()).describe("ids of the exceptions and approvals that counted"),
    carveOut: z.string().nullable(),
  }),
  headSha: z.string().nullable(),
  evaluatedAt: instant.nullable(),
  clockSource: z.enum(["system", "argument"]),
  source: z
    .strictObject({
      file: z.string(),
      from: z.enum(["git-ref", "working-tree"]),
      ref: z.string().nullable(),
      found: z
        .enum(["merge-base", "head", "origin-main", "policy-ref"])
        .nullish()
        .describe("how the commit was chosen; head where the checkout knows no origin/main"),
      digest: z.string(),
    })
    .nullable()
    .describe("where the calendar was read"),
});
export type FreezeDecisionDocument = z.infer<typeof freezeDecisionSchema>;
