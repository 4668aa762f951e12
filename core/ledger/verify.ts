import { canonicalJson } from "./canonical.ts";
import { contentHash, EMPTY_HEAD, entrySchema, GENESIS, headOf, type LedgerEntry, type LedgerHead } from "./entry.ts";

export type FailureCode =
  /** Not one JSON object with exactly an entry's fields. */
  | "unparsable"
  /** Its content is not what its hash, or the entry after it, or the recorded head says. */
  | "changed"
  /** An entry that the numbering calls for is not there. */
  | "deleted"
  /** It stands behind an entry with a higher number. */
  | "reordered"
  /** The same entry again. */
  | "duplicated"
  /** A second, different entry with a number already taken, outside the chain. */
  | "inserted"
  /** The recorded head, or a report, names an entry beyond the last line. */
  | "truncated"
  /** A checkpoint whose signature does not hold, or not over the entry before it. */
  | "forged"
  /** A checkpoint of a key that is not trusted. */
  | "unknown-key";

export interface LedgerFailure {
  readonly code: FailureCode;
  /** Counts from 1; for an absent entry the line where it should stand. */
  readonly line: number;
  /** Null where the line does not tell. */
  readonly seq: number | null;
  readonly text: string;
}

export interface LedgerVerification {
  readonly verified: boolean;
  /** Lines that are entries. */
  readonly entries: number;
  readonly head: LedgerHead;
  readonly failures: readonly LedgerFailure[];
}

interface Placed {
  readonly entry: LedgerEntry;
  readonly line: number;
  readonly intact: boolean;
}

/**
 * Checks a whole ledger: each line's own hash, the numbering from 0, the chain of `prev`, and that it reaches the
 * recorded head. Every deviation is named once, by the entry it concerns. Entries behind the recorded head are allowed
 * as long as they chain: a reader may come between an append and the head's write. Linear but for reordering (n log n).
 *
 * Without signatures whoever can write ledger and head can rewrite both; signed checkpoints close that.
 * @param lines without newlines; an unfinished last line is the caller's to leave out
 * @param recorded what ledger.head says, or null when that is not known: then a lost tail cannot be noticed
 */
export function verifyEntries(lines: readonly string[], recorded: LedgerHead | null = null): LedgerVerification {
  const failures: LedgerFailure[] = [];
  const placed = parseLines(lines, failures);
  const unique = withoutCopies(placed, failures);
  const last = unique.reduce<Placed | null>(
    (best, p) => (best === null || p.entry.seq > best.entry.seq ? p : best),
    null,
  );
  nameReordered(unique, failures);
  const bySeq = new Map(unique.map((p) => [p.entry.seq, p]));
  const unreadable = failures.filter((f) => f.code === "unparsable").map((f) => f.line);
  nameGaps(bySeq, last?.entry.seq ?? -1, unreadable, failures);
  nameBrokenLinks(bySeq, failures);
  const lastLine = unique.reduce((most, p) => Math.max(most, p.line), 0);
  const unreadableTail = unreadable.filter((line) => line > lastLine).length;
  if (recorded !== null)
    checkRecorded(recorded, bySeq, (last?.entry.seq ?? -1) + unreadableTail, lines.length, failures);
  failures.sort((a, b) => a.line - b.line);
  return {
    verified: failures.length === 0,
    entries: placed.length,
    head: last === null ? EMPTY_HEAD : headOf(last.entry),
    failures,
  };
}

/** One line as an entry, or why it is none. A line that is not in canonical form counts as changed, not as an entry. */
export function parseLine(line: string): LedgerEntry | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const parsed = entrySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  return { problem: `${issue.path.map(String).join(".") || "the line"}: ${issue.message}` };
}

function parseLines(lines: readonly string[], failures: LedgerFailure[]): Placed[] {
  const placed: Placed[] = [];
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    const entry = parseLine(text);
    if ("problem" in entry) {
      failures.push({ code: "unparsable", line, seq: null, text: `line ${line} is not an entry: ${entry.problem}` });
      continue;
    }
    const intact = contentHash(entry) === entry.hash && canonicalJson(entry) === text;
    placed.push({ entry, line, intact });
    if (!intact)
      failures.push({
        code: "changed",
        line,
        seq: entry.seq,
        text: `entry ${entry.seq} (${entry.kind}) was changed: its content does not give its hash`,
      });
  }
  return placed;
}

/** Of several lines with one number the one in the chain stays; copies of it are duplicated, others inserted. */
function withoutCopies(placed: readonly Placed[], failures: LedgerFailure[]): Placed[] {
  const groups = new Map<number, Placed[]>();
  for (const p of placed) groups.set(p.entry.seq, [...(groups.get(p.entry.seq) ?? []), p]);
  const dropped = new Set<Placed>();
  for (const [seq, group] of groups) {
    if (group.length === 1) continue;
    const nextPrev = groups.get(seq + 1)?.[0]?.entry.prev;
    const keep = group.find((p) => p.intact && p.entry.hash === nextPrev) ?? group.find((p) => p.intact) ?? group[0]!;
    for (const p of group) {
      if (p === keep) continue;
      dropped.add(p);
      const same = p.entry.hash === keep.entry.hash;
      failures.push({
        code: same ? "duplicated" : "inserted",
        line: p.line,
        seq,
        text: same
          ? `entry ${seq} (${p.entry.kind}) stands again on line ${p.line}; it belongs on line ${keep.line} only`
          : `line ${p.line} claims number ${seq}, which the entry on line ${keep.line} has`,
      });
    }
  }
  return placed.filter((p) => !dropped.has(p));
}

/** Names the fewest entries whose removal leaves the numbers rising (all but a longest rising subsequence). */
function nameReordered(placed: readonly Placed[], failures: LedgerFailure[]): void {
  const tails: number[] = [];
  const before: number[] = [];
  for (const [index, p] of placed.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (placed[tails[middle]!]!.entry.seq < p.entry.seq) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? -1 : tails[low - 1]!;
    tails[low] = index;
  }
  const rising = new Set<number>();
  for (let index = tails.at(-1) ?? -1; index !== -1; index = before[index]!) rising.add(index);
  for (const [index, { entry, line }] of placed.entries())
    if (!rising.has(index))
      failures.push({
        code: "reordered",
        line,
        seq: entry.seq,
        text: `entry ${entry.seq} (${entry.kind}) was moved to line ${line}`,
      });
}

/** An unparsable line between two entries is the missing one, and has been named already. */
function nameGaps(
  bySeq: ReadonlyMap<number, Placed>,
  lastSeq: number,
  unreadable: readonly number[],
  failures: LedgerFailure[],
): void {
  let spare = unreadable.length;
  let line = 1;
  for (let seq = 0; seq <= lastSeq; seq += 1) {
    const found = bySeq.get(seq);
    if (found !== undefined) line = found.line + 1;
    else if (spare > 0 && unreadable.includes(line)) {
      spare -= 1;
      line += 1;
    } else failures.push({ code: "deleted", line, seq, text: `entry ${seq} is missing before line ${line}` });
  }
}

/** An intact entry to which its successor does not chain was replaced as a whole. */
function nameBrokenLinks(bySeq: ReadonlyMap<number, Placed>, failures: LedgerFailure[]): void {
  for (const { entry, line, intact } of bySeq.values()) {
    if (entry.seq === 0) {
      if (intact && entry.prev !== GENESIS)
        failures.push({
          code: "changed",
          line,
          seq: 0,
          text: "entry 0 does not begin a ledger: its prev is not the genesis",
        });
      continue;
    }
    const previous = bySeq.get(entry.seq - 1);
    if (previous?.intact !== true || !intact || previous.entry.hash === entry.prev) continue;
    failures.push({
      code: "changed",
      line: previous.line,
      seq: previous.entry.seq,
      text: `entry ${previous.entry.seq} (${previous.entry.kind}) is not the one that entry ${entry.seq} was chained to`,
    });
  }
}

function checkRecorded(
  recorded: LedgerHead,
  bySeq: ReadonlyMap<number, Placed>,
  lastSeq: number,
  lines: number,
  failures: LedgerFailure[],
): void {
  if (recorded.seq > lastSeq) {
    const missing = recorded.seq - lastSeq;
    failures.push({
      code: "truncated",
      line: lines + 1,
      seq: lastSeq + 1,
      text: `the last ${missing === 1 ? `entry, ${recorded.seq},` : `${missing} entries, ${lastSeq + 1} to ${recorded.seq},`} are cut off: ledger.head knows ${recorded.seq}`,
    });
    return;
  }
  const named = bySeq.get(recorded.seq);
  if (named?.intact === true && named.entry.hash !== recorded.hash)
    failures.push({
      code: "changed",
      line: named.line,
      seq: recorded.seq,
      text: `entry ${recorded.seq} (${named.entry.kind}) is not the one that ledger.head recorded`,
    });
}
