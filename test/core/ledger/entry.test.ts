import { describe, expect, test } from "vitest";
import { appendEntry, EMPTY_HEAD, entryLine, GENESIS, headOf, sha256 } from "../../../core/ledger/index.ts";

const draft = { actor: "person:ana", runId: null, kind: "note", body: { text: "a", absent: undefined } };

describe("appendEntry", () => {
  test("the first entry chains to the digest of nothing, the second to the first", () => {
    const first = appendEntry(EMPTY_HEAD, draft, Date.UTC(2026, 0, 2, 3, 4, 5, 6));
    expect(first).toMatchObject({ seq: 0, prev: GENESIS, at: "2026-01-02T03:04:05.006Z", body: { text: "a" } });
    const second = appendEntry(headOf(first), draft, 0);
    expect(second).toMatchObject({ seq: 1, prev: first.hash });
  });

  test("the hash is the digest of the line without it", () => {
    const entry = appendEntry(EMPTY_HEAD, draft, 1);
    expect(entry.hash).toBe(sha256(entryLine(entry).replace(`"hash":"${entry.hash}",`, "")));
  });

  test("a clock that was put back does not reorder history", () => {
    const first = appendEntry(EMPTY_HEAD, draft, 5_000);
    expect(appendEntry(headOf(first), draft, 1_000).at).toBe(first.at);
  });

  test.each([{ body: { n: Number.NaN } }, { kind: "" }, { actor: "" }])("refuses a draft with %j", (wrong) => {
    expect(() => appendEntry(EMPTY_HEAD, { ...draft, ...wrong }, 1)).toThrow(TypeError);
  });
});
