import { type Digest, sha256 } from "../ledger/index.ts";
import { comparable, mapAll, relayBatch } from "./carry.ts";
import type { RecordMapping } from "./mapping.ts";
import { type Key, keyOf, keyText, otherSide, type Row, type SideName } from "./row.ts";
import type { MigrationStore } from "./store.ts";

export type Difference = "missing" | "extra" | "different";

export interface Reconciliation {
  /** Whether every record that can be mapped is on both sides and says the same. */
  readonly equal: boolean;
  readonly from: SideName;
  readonly keys: { readonly deciding: number; readonly following: number };
  /** Over all records, ranges of keys in order. Equal digests are equal records. */
  readonly digests: { readonly deciding: Digest; readonly following: Digest };
  readonly missing: number;
  readonly extra: number;
  readonly different: number;
  readonly quarantined: number;
  /** The first few, by a digest of the key: values and keys stay where they are. */
  readonly examples: readonly { readonly kind: Difference; readonly key: Digest }[];
}

export interface ReconcileOptions {
  readonly store: MigrationStore;
  readonly mapping: RecordMapping;
  /** Rows a range. */
  readonly page?: number;
  readonly signal?: AbortSignal;
}

const EXAMPLES = 10;
const RETRIES = 5;

/**
 * Compares all records of both sides, range by range, under running writes: where a range differs, what the outbox
 * still holds is carried over and the differing keys are read again, up to five times. What differs then, differs.
 * Memory is that of two ranges.
 */
export async function reconcile(options: ReconcileOptions): Promise<Reconciliation> {
  const { store, mapping, page = 5_000 } = options;
  const state = await store.state();
  const from = state?.deciding ?? "old";
  const to = otherSide(from);
  const counts = { deciding: 0, following: 0, missing: 0, extra: 0, different: 0, quarantined: 0 };
  const examples: { kind: Difference; key: Digest }[] = [];
  const digests: { deciding: Digest; following: Digest } = { deciding: sha256(""), following: sha256("") };
  for (let after: Key | null = null, done = false; !done; ) {
    options.signal?.throwIfAborted();
    const rows: readonly Row[] = await store.range(from, after, null, page);
    done = rows.length < page;
    const upTo: Key | null = done ? null : keyOf(rows.at(-1)!, mapping.key[from]);
    const others = await wholeRange(store, mapping, to, after, upTo, page);
    const sides = textsOf(mapping, from, rows, others);
    for (let tries = 0; tries < RETRIES && differing(sides).length > 0; tries++)
      await reread(store, mapping, from, sides);
    for (const [key, kind] of differing(sides)) {
      counts[kind]++;
      if (examples.length < EXAMPLES) examples.push({ kind, key: sha256(key) });
    }
    counts.deciding += sides.deciding.size + sides.refused.size;
    counts.following += sides.following.size;
    counts.quarantined += sides.refused.size;
    digests.deciding = chained(digests.deciding, sides.deciding);
    digests.following = chained(digests.following, sides.following);
    after = upTo;
  }
  const { missing, extra, different, quarantined } = counts;
  return {
    equal: missing + extra + different === 0 && digests.deciding === digests.following,
    from,
    keys: { deciding: counts.deciding, following: counts.following },
    digests,
    missing,
    extra,
    different,
    quarantined,
    examples,
  };
}

interface Sides {
  /** Text of each record in the following side's shape, by key. */
  readonly deciding: Map<string, string>;
  readonly following: Map<string, string>;
  /** Keys of rows that cannot be mapped. */
  readonly refused: Set<string>;
}

function textsOf(mapping: RecordMapping, from: SideName, rows: readonly Row[], others: readonly Row[]): Sides {
  const to = otherSide(from);
  const { good, bad } = mapAll(mapping, from, rows);
  const texts = (list: readonly Row[]): Map<string, string> =>
    new Map(list.map((row) => [keyText(keyOf(row, mapping.key[to])), comparable(mapping, to, row)]));
  return { deciding: texts(good), following: texts(others), refused: new Set(bad.map(({ key }) => keyText(key))) };
}

function differing({ deciding, following }: Sides): [key: string, kind: Difference][] {
  const found: [string, Difference][] = [];
  for (const [key, text] of deciding) {
    const other = following.get(key);
    if (other !== text) found.push([key, other === undefined ? "missing" : "different"]);
  }
  for (const key of following.keys()) if (!deciding.has(key)) found.push([key, "extra"]);
  return found;
}

/** Lets the following side catch up, then looks at the differing keys again. */
async function reread(store: MigrationStore, mapping: RecordMapping, from: SideName, sides: Sides): Promise<void> {
  const to = otherSide(from);
  const keys = differing(sides).map(([key]) => JSON.parse(key) as Key);
  for (let batch = 0; batch < 20 && (await relayBatch(store, mapping, from, 1_000)).entries > 0; batch++);
  const again = await store.follow(to, async () =>
    textsOf(mapping, from, await store.rows(from, keys), await store.rows(to, keys)),
  );
  for (const key of keys.map(keyText)) {
    for (const name of ["deciding", "following"] as const) {
      const text = again[name].get(key);
      if (text === undefined) sides[name].delete(key);
      else sides[name].set(key, text);
    }
    if (again.refused.has(key)) sides.refused.add(key);
    else sides.refused.delete(key);
  }
}

async function wholeRange(
  store: MigrationStore,
  mapping: RecordMapping,
  side: SideName,
  after: Key | null,
  upTo: Key | null,
  page: number,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from = after; ; from = keyOf(rows.at(-1)!, mapping.key[side])) {
    const part = await store.range(side, from, upTo, page);
    rows.push(...part);
    if (part.length < page) return rows;
  }
}

function chained(before: Digest, texts: ReadonlyMap<string, string>): Digest {
  if (texts.size === 0) return before;
  const lines = [...texts].map(([key, text]) => `${key} ${text}`).sort();
  return sha256(`${before}\n${lines.join("\n")}\n`);
}
