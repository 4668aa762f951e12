import * as z from "zod";
import { instant } from "./envelope.ts";
import { freezeDecisionSchema } from "./freeze-enforce.ts";

const names = z.array(z.string());
const count = z.int().min(0);

/** A freeze window as documents show it. */
export const windowSchema = z.looseObject({
  name: z.string(),
  start: instant,
  end: instant.describe("as written; its whole second (of a date: its day) belongs to the window when endInclusive"),
  endInclusive: z.boolean(),
  zone: z.string(),
  open: z.boolean().describe("at the document's instant"),
  durationMs: count,
  scope: z.looseObject({
    environments: names,
    stacks: names.nullable().describe("null: all"),
    services: names.nullable(),
    tenantClasses: names.nullable(),
  }),
  approvals: z.int().nullable(),
  ticketOnly: z.boolean(),
  carveOuts: names,
  exceptions: z.array(
    z.looseObject({ id: z.string(), ticket: z.string(), expires: instant, expired: z.boolean(), approvedBy: names }),
  ),
});

const sources = z
  .array(
    z.looseObject({
      file: z.string(),
      from: z.enum(["git-ref", "working-tree"]),
      ref: z.string().nullable(),
      digest: z.string(),
    }),
  )
  .describe("where the calendars were read; of several the strictest decides");

/** What a deploy of one stack or service would be told. */
const placeSchema = z.looseObject({
  name: z.string(),
  stack: z.string().nullable(),
  service: z.string().nullable(),
  environment: z.string().nullable(),
  tenantClass: z.string().nullable(),
  decision: freezeDecisionSchema.shape.decision,
  blocked: z.boolean(),
  window: freezeDecisionSchema.shape.window,
  rule: freezeDecisionSchema.shape.rule,
  reasons: freezeDecisionSchema.shape.reasons,
  evidence: freezeDecisionSchema.shape.evidence,
});

/** What `freeze simulate` prints. */
export const freezeSimulateSchema = z.looseObject({
  at: instant,
  blocked: count,
  places: z.array(placeSchema),
  sources,
});

const freeAt = instant
  .nullable()
  .describe("first instant at which no window holds; null when none holds now, or there is always one");

/** What `freeze status` prints. */
export const freezeStatusSchema = z.looseObject({
  at: instant,
  frozen: z.boolean(),
  freeAt,
  windows: z.array(windowSchema).describe("those that are open"),
  places: z.array(placeSchema),
  sources,
});

/** What `freeze next` prints. */
export const freezeNextSchema = z.looseObject({
  at: instant,
  frozen: z.boolean(),
  freeAt,
  windows: z.array(windowSchema).describe("those that begin next, in order"),
  sources,
});

/** What `freeze calendar` prints. */
export const freezeCalendarSchema = z.looseObject({
  from: instant,
  to: instant,
  zone: z.string(),
  windows: z.array(windowSchema),
  sources,
});

/** What `freeze comms` prints. */
export const freezeCommsSchema = z.looseObject({
  placeholders: z
    .record(z.string(), z.string().nullable())
    .optional()
    .describe("with --placeholders: all, and their values"),
  window: z.string(),
  files: z.array(
    z.looseObject({
      name: z.string(),
      template: z.string().describe("where it was read"),
      written: z.string().nullable(),
      digest: z.string().describe("of the text"),
      open: names.describe("placeholders without a value, left as blanks"),
      text: z.string(),
    }),
  ),
});
