import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  appendEntry,
  EMPTY_HEAD,
  entryLine,
  headOf,
  type LedgerEntry,
  type LedgerHead,
  verifyEntries,
} from "../../../core/ledger/index.ts";

function ledger(length: number): { readonly lines: string[]; readonly head: LedgerHead } {
  const lines: string[] = [];
  let head = EMPTY_HEAD;
  for (let n = 0; n < length; n += 1) {
    const entry = appendEntry(head, { actor: "driver:1", runId: "run", kind: `kind.${n}`, body: { n } }, 1_000 * n);
    lines.push(entryLine(entry));
    head = headOf(entry);
  }
  return { lines, head };
}
const { lines, head } = ledger(9);
const failures = (changed: readonly string[], recorded: LedgerHead | null = head) =>
  verifyEntries(changed, recorded).failures.map(({ code, line, seq }) => ({ code, line, seq }));
const without = (index: number): string[] => lines.toSpliced(index, 1);

/** Changes an entry and recomputes its own hash, as someone with a text editor and a hash tool would. */
function rehashed(index: number, change: Partial<LedgerEntry>): string {
  const entry = JSON.parse(lines[index]!) as LedgerEntry;
  const previous = index === 0 ? EMPTY_HEAD : headOf(JSON.parse(lines[index - 1]!) as LedgerEntry);
  return entryLine(appendEntry(previous, { ...entry, ...change }, Date.parse(entry.at)));
}

describe("verifyEntries", () => {
  test("an untouched ledger is verified, an empty one too", () => {
    expect(verifyEntries(lines, head)).toEqual({ verified: true, entries: 9, head, failures: [] });
    expect(verifyEntries([], EMPTY_HEAD)).toEqual({ verified: true, entries: 0, head: EMPTY_HEAD, failures: [] });
  });

  test("entries behind the recorded head are allowed when they chain", () => {
    expect(failures(lines, ledger(7).head)).toEqual([]);
  });

  test("names a changed entry whose hash was left alone", () => {
    const changed = lines.with(3, lines[3]!.replace('"n":3', '"n":4'));
    expect(failures(changed)).toEqual([{ code: "changed", line: 4, seq: 3 }]);
  });

  test("names a changed entry whose hash was recomputed, in the middle, at the front and at the end", () => {
    for (const index of [3, 0, 8])
      expect(failures(lines.with(index, rehashed(index, { actor: "person:eve" })))).toEqual([
        { code: "changed", line: index + 1, seq: index },
      ]);
  });

  test("names a line with the same fields in another form, such as a hidden second actor", () => {
    const hidden = lines.with(2, `{"actor":"person:eve",${lines[2]!.slice(1)}`);
    expect(failures(hidden)).toEqual([{ code: "changed", line: 3, seq: 2 }]);
  });

  test("names a deleted entry, also the first", () => {
    expect(failures(without(4))).toEqual([{ code: "deleted", line: 5, seq: 4 }]);
    expect(failures(without(0))).toEqual([{ code: "deleted", line: 1, seq: 0 }]);
  });

  test("names a reordered entry", () => {
    const moved = without(2).toSpliced(6, 0, lines[2]!);
    expect(failures(moved)).toEqual([{ code: "reordered", line: 7, seq: 2 }]);
  });

  test("names a duplicated entry where it should not stand", () => {
    expect(failures(lines.toSpliced(6, 0, lines[2]!))).toEqual([{ code: "duplicated", line: 7, seq: 2 }]);
  });

  test("names an inserted entry and leaves the true one alone", () => {
    expect(failures(lines.toSpliced(5, 0, rehashed(5, { kind: "forged" })))).toEqual([
      { code: "inserted", line: 6, seq: 5 },
    ]);
  });

  test("names a truncated tail from the recorded head, and cannot know it without", () => {
    expect(failures(lines.slice(0, 6))).toEqual([{ code: "truncated", line: 7, seq: 6 }]);
    expect(failures([])).toEqual([{ code: "truncated", line: 1, seq: 0 }]);
    expect(failures(lines.slice(0, 6), null)).toEqual([]);
  });

  test("names an unparsable line once, not as a deletion beside", () => {
    for (const text of ["", "{", "[]", "null", '{"seq":1}', `${lines[4]!}x`])
      expect(failures(lines.with(4, text))).toEqual([{ code: "unparsable", line: 5, seq: null }]);
    expect(failures(lines.with(8, "{"))).toEqual([{ code: "unparsable", line: 9, seq: null }]);
    expect(failures([...lines.slice(0, 6), "{"]).map((f) => f.code)).toEqual(["unparsable", "truncated"]);
  });

  test("no single edit of any entry goes unnoticed", () => {
    const edit = fc.oneof(
      fc.record({ kind: fc.constant("delete" as const), at: fc.nat(8) }),
      fc.record({ kind: fc.constant("copy" as const), at: fc.nat(8), to: fc.nat(9) }),
      fc.record({ kind: fc.constant("swap" as const), at: fc.nat(8), to: fc.nat(8) }),
      fc.record({ kind: fc.constant("byte" as const), at: fc.nat(8), to: fc.nat(400) }),
    );
    fc.assert(
      fc.property(edit, (e) => {
        const text = lines[e.at]!;
        const edited =
          e.kind === "delete"
            ? without(e.at)
            : e.kind === "copy"
              ? lines.toSpliced(e.to, 0, text)
              : e.kind === "swap"
                ? lines.with(e.at, lines[e.to]!).with(e.to, text)
                : lines.with(e.at, text.slice(0, e.to % text.length) + text.slice((e.to % text.length) + 1));
        fc.pre(edited.join("\n") !== lines.join("\n"));
        const result = verifyEntries(edited, head);
        expect(result.verified).toBe(false);
        expect(result.failures.length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 2_000 },
    );
  });
});
