import * as z from "zod";
import { instant } from "./envelope.ts";

const count = z.int().min(0);
const seq = z.int().min(-1);

const entry = z.looseObject({
  seq: count,
  at: instant,
  actor: z.string(),
  runId: z.string().nullable(),
  kind: z.string(),
  body: z.record(z.string(), z.unknown()),
  prev: z.string(),
  hash: z.string(),
});

/** What `ledger verify` prints; exit 1 on failures. */
export const ledgerVerifySchema = z.looseObject({
  path: z.string(),
  verified: z.boolean(),
  entries: count,
  head: z.looseObject({ seq, hash: z.string() }),
  recorded: z.enum(["reached", "absent", "unreadable"]).describe("whether ledger.head could be held against it"),
  tail: count.describe("bytes behind the last whole line"),
  checkpoints: z.looseObject({
    count,
    signedUpTo: seq.describe("the last entry that a valid signature covers; -1 for none"),
    keys: z.string().describe("the file of the public keys that were trusted"),
  }),
  extracts: count.describe("entries of reports that were looked up in the ledger"),
  failures: z.array(
    z.looseObject({
      code: z.enum([
        "unparsable",
        "changed",
        "deleted",
        "reordered",
        "duplicated",
        "inserted",
        "truncated",
        "forged",
        "unknown-key",
      ]),
      line: count,
      seq: z.int().nullable(),
      text: z.string(),
    }),
  ),
});

/** What `ledger show` prints. */
export const ledgerShowSchema = z.looseObject({ path: z.string(), verified: z.boolean(), entries: z.array(entry) });

/** What `ledger timeline` prints. */
export const ledgerTimelineSchema = z.looseObject({
  runId: z.string(),
  rows: z.array(
    z.looseObject({
      seq: count,
      at: instant,
      sinceStartMs: count,
      state: z.string().describe("the run's state after it"),
      kind: z.string(),
      actor: z.string(),
      text: z.string(),
    }),
  ),
});
