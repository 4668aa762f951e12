import * as z from "zod";
import { debtKinds, sloStates } from "../../core/slo/index.ts";
import { instant } from "./envelope.ts";

const share = z.number().describe("0 to 1");
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const position = z.strictObject({ file: z.string(), line: z.int().min(1) });

const status = z.strictObject({
  name: z.string(),
  service: z.string(),
  target: share,
  method: z.enum(["Occurrences", "Timeslices", "RatioTimeslices"]),
  period: z.strictObject({ kind: z.enum(["rolling", "calendar"]), ms: z.number(), start: instant, end: instant }),
  state: z.enum(sloStates).describe("unknown: too much is missing to say, which is neither good nor bad"),
  reason: z.string(),
  events: z.strictObject({ good: z.number(), total: z.number() }),
  coverage: share.describe("of the period that is known"),
  data: z.strictObject({ start: instant, end: instant }).nullable(),
  budget: z.strictObject({
    minutes: z.number().describe("that the objective allows a period"),
    allowed: z.number().describe("bad events over the events seen"),
    spent: z.number().nullable().describe("share; above 1 is overspent"),
    spentAtLeast: z.number().nullable().describe("as if all that is missing had been good"),
    overspentMinutes: z.number(),
    leftMinutes: z.number().nullable(),
  }),
  burn: z.array(
    z.strictObject({
      rate: z.number(),
      longMs: z.int(),
      shortMs: z.int(),
      long: z.number().nullable(),
      short: z.number().nullable(),
      burning: z.boolean().nullable(),
    }),
  ),
  burnDown: z.array(z.strictObject({ at: instant, remaining: z.number().nullable() })),
  notes: z.array(z.string()),
  position,
});

/** What `slo status` prints beside the envelope. */
export const sloStatusSchema = z.strictObject({
  asOf: instant,
  definitions: digest.describe("over names and contents of slo/*.yaml"),
  slos: z.array(status),
  counts: z.record(z.enum(sloStates), z.int()),
  warnings: z.array(z.string()),
  statement: digest.nullable().describe("of slo/budget.json, where it was written"),
  files: z.array(z.string()).describe("what was written"),
});

/** What `slo approve` prints beside the envelope. */
export const sloApproveSchema = z.strictObject({
  id: digest,
  file: z.string(),
  target: z.string(),
  category: z.string().nullable().describe("null: an override, or the policy itself"),
  approver: z.string(),
  role: z.string(),
  expiresAt: instant,
  bound: z.record(z.string(), digest),
});

/** What `slo policy` prints beside the envelope. */
export const sloPolicySchema = z.strictObject({
  name: z.string(),
  owner: z.string(),
  digest,
  approvals: z.array(
    z.strictObject({
      role: z.string(),
      approver: z.string(),
      ticket: z.string(),
      issuedAt: instant,
      expiresAt: instant,
      id: digest,
    }),
  ),
  missing: z.array(z.string()).describe("roles whose approval is wanted and not there"),
  decision: z
    .strictObject({
      decision: z.enum(["allow", "deny", "hold"]),
      rule: z.enum(["not-governed", "within-budget", "exception", "override", "exhausted", "unknown"]),
      reasons: z.array(z.strictObject({ code: z.string(), text: z.string(), next: z.string() })),
      evidence: z.strictObject({
        policy: z.string().nullable(),
        statement: digest.nullable(),
        approval: z.strictObject({ id: digest, category: z.string().nullable(), approver: z.string() }).nullable(),
        ignored: z.array(z.string()),
      }),
    })
    .nullable()
    .describe("of a release of --service"),
  markdown: z.string(),
  files: z.array(z.string()),
});

/** What `slo debt` prints beside the envelope. */
export const sloDebtSchema = z.strictObject({
  asOf: instant,
  items: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(debtKinds),
      service: z.string(),
      title: z.string(),
      why: z.string().describe("where its minutes come from"),
      since: instant,
      atLeast: z.boolean().describe("the data does not go back further"),
      overspentMinutes: z.number(),
      rank: z.int(),
      ageDays: z.int(),
      debt: z.number().describe("ageDays × overspentMinutes"),
      arithmetic: z.string(),
    }),
  ),
  epics: z.array(
    z.strictObject({ service: z.string(), title: z.string(), debt: z.number(), items: z.array(z.string()) }),
  ),
  unread: z.array(z.string()).describe("what could not be read: neither debt nor none"),
  exported: z.strictObject({ queued: z.int(), delivered: z.int(), pending: z.int() }).nullable(),
  files: z.array(z.string()),
});

const rule = z.strictObject({
  op: z.enum(["lte", "gte", "lt", "gt"]),
  value: z.number(),
  forMs: z.number(),
  keepMs: z.number(),
});
const score = z.strictObject({
  alerts: z.int(),
  true: z.int().nullable().describe("null: no incident of the service is known"),
  false: z.int().nullable(),
  precision: z.number().nullable(),
  flapRate: z.number().nullable(),
  incidents: z.int(),
  detected: z.int(),
  delayMs: z.number().nullable(),
});

/** What `slo noise` prints beside the envelope. */
export const sloNoiseSchema = z.strictObject({
  asOf: instant,
  rules: z.array(
    z.strictObject({
      name: z.string(),
      service: z.string(),
      from: z.enum(["alert", "burn", "openslo", "prometheus"]),
      rule,
      unread: z.string().nullable(),
      firings: z.array(z.strictObject({ start: instant, end: instant })),
      score: score.nullable(),
      suggestion: z
        .strictObject({
          rule,
          chosenUntil: instant.describe("it was chosen on the incidents before, measured on those after"),
          before: score,
          after: score,
        })
        .nullable(),
      historyMs: z.number(),
      coverage: z.number(),
    }),
  ),
  warnings: z.array(z.string()),
});
