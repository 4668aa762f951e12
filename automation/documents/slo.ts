import * as z from "zod";
import { sloStates } from "../../core/slo/index.ts";
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
  files: z.array(z.string()).describe("what was written"),
});
