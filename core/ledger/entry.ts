import * as z from "zod";
import { canonicalJson, type Digest, digestOf, sha256 } from "./canonical.ts";

export const digestSchema = z.custom<Digest>(
  (value) => typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value),
  {
    message: "expected sha256: and 64 hex digits",
  },
);

/** RFC 3339 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** One line of the ledger. `hash` is the digest of all other fields, `prev` the hash of the entry before. */
export const entrySchema = z.strictObject({
  seq: z.int().min(0),
  at: instant,
  actor: z.string().min(1),
  runId: z.string().min(1).nullable(),
  kind: z.string().min(1),
  body: z.record(z.string(), z.json()),
  prev: digestSchema,
  hash: digestSchema,
});
export type LedgerEntry = z.infer<typeof entrySchema>;

/** What an author gives; the ledger adds number, time and chain. */
export interface EntryDraft {
  /** Who: a person (`person:ana`), the driver (`driver:<pid>`), a command. */
  readonly actor: string;
  /** Null for what belongs to no cutover. */
  readonly runId: string | null;
  /** Dotted words such as `step.intent`. */
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The kind of entries that carry a signature over the head they name. */
export const CHECKPOINT_KIND = "checkpoint";

/** The last entry's number, hash and time. The head of an empty ledger has seq -1 and the genesis hash. */
export interface LedgerHead {
  readonly seq: number;
  readonly hash: Digest;
  /** Epoch ms of the last entry; 0 when there is none. */
  readonly at: number;
}

/** `prev` of the first entry: the digest of nothing. */
export const GENESIS: Digest = sha256("");

export const EMPTY_HEAD: LedgerHead = { seq: -1, hash: GENESIS, at: 0 };

/**
 * The next entry of a chain. Its time never lies before the head's: a clock that was put back does not reorder history.
 * @param now epoch ms
 * @throws TypeError when the body is not representable as JSON or a field is empty
 */
export function appendEntry(head: LedgerHead, draft: EntryDraft, now: number): LedgerEntry {
  const content = {
    seq: head.seq + 1,
    at: new Date(Math.max(now, head.at)).toISOString(),
    actor: draft.actor,
    runId: draft.runId,
    kind: draft.kind,
    body: JSON.parse(canonicalJson(draft.body)) as unknown,
    prev: head.hash,
  };
  const parsed = entrySchema.safeParse({ ...content, hash: digestOf(content) });
  if (!parsed.success) throw new TypeError(`not a ledger entry: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** The entry's line, without the newline. */
export function entryLine(entry: LedgerEntry): string {
  return canonicalJson(entry);
}

export function headOf(entry: LedgerEntry): LedgerHead {
  return { seq: entry.seq, hash: entry.hash, at: Date.parse(entry.at) };
}

/** The hash that the entry's own content gives. */
export function contentHash(entry: LedgerEntry): Digest {
  const { hash: _, ...content } = entry;
  return digestOf(content);
}
