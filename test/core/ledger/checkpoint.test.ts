import { generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  appendEntry,
  type CheckpointSigner,
  type CheckpointVerifier,
  checkCheckpoints,
  checkpointDraft,
  EMPTY_HEAD,
  entryLine,
  headOf,
  type LedgerEntry,
  type LedgerHead,
  signedBytes,
  verifyEntries,
} from "../../../core/ledger/index.ts";

const own = generateKeyPairSync("ed25519");
const foreign = generateKeyPairSync("ed25519");
const signerOf = (keyId: string, key: KeyObject): CheckpointSigner => ({
  keyId,
  algorithm: "ed25519",
  sign: (bytes) => sign(null, bytes, key),
});
const signer = signerOf("own", own.privateKey);
const trusted: CheckpointVerifier = (keyId, _algorithm, bytes, signature) =>
  keyId !== "own" ? "unknown-key" : verify(null, bytes, own.publicKey, signature) ? "valid" : "invalid";

/** A ledger with a checkpoint after every third entry. */
function ledger(length: number, by = signer, change: (n: number) => object = (n) => ({ n })): LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  let head: LedgerHead = EMPTY_HEAD;
  const add = (draft: Parameters<typeof appendEntry>[1]): void => {
    entries.push(appendEntry(head, draft, 1_000 * entries.length));
    head = headOf(entries.at(-1)!);
  };
  for (let n = 0; n < length; n += 1) {
    add({ actor: "driver:1", runId: "run", kind: `kind.${n}`, body: { ...change(n) } });
    if (n % 3 === 2) add(checkpointDraft(head, by, "driver:1", "run"));
  }
  return entries;
}

/** Everything that is wrong with a ledger's text and its recorded head, as `ledger verify` puts it together. */
function wrong(lines: readonly string[], head: LedgerHead | null): string[] {
  const chain = verifyEntries(lines, head);
  const entries = lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as LedgerEntry];
    } catch {
      return [];
    }
  });
  return [...chain.failures, ...checkCheckpoints(entries, trusted).failures].map(({ code }) => code);
}

const entries = ledger(12);
const lines = entries.map(entryLine);
const head = headOf(entries.at(-1)!);

describe("signed checkpoints", () => {
  test("an untouched ledger is signed up to the entry before its last checkpoint", () => {
    expect(checkCheckpoints(entries, trusted)).toEqual({ count: 4, signedUpTo: entries.length - 2, failures: [] });
    expect(wrong(lines, head)).toEqual([]);
  });

  test("what is signed is DSSE's encoding of number and hash", () => {
    const text = Buffer.from(signedBytes({ seq: 1, hash: entries[1]!.hash })).toString("utf8");
    expect(text).toBe(
      `DSSEv1 49 application/vnd.maestro.ledger-checkpoint.v1+json 90 {"hash":"${entries[1]!.hash}","seq":1}`,
    );
  });

  test("a history that is rewritten with all its hashes and its head made anew is found out by the signature", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 11 }), fc.integer(), (at, value) => {
        fc.pre(value !== at);
        // Who has no key keeps the signatures that are there.
        const forged: LedgerEntry[] = [];
        let h: LedgerHead = EMPTY_HEAD;
        for (const { actor, runId, kind, body, at: time } of entries) {
          const changed =
            kind === `kind.${at}` ? { n: value } : kind === "checkpoint" ? { ...body, seq: h.seq, hash: h.hash } : body;
          forged.push(appendEntry(h, { actor, runId, kind, body: changed }, Date.parse(time)));
          h = headOf(forged.at(-1)!);
        }
        expect(verifyEntries(forged.map(entryLine), h).verified, "the chain alone does not see it").toBe(true);
        expect(wrong(forged.map(entryLine), h)).toContain("forged");
      }),
    );
  });

  test("a rewritten history with another key's signatures is a key that nobody trusts", () => {
    const other = ledger(12, signerOf("other", foreign.privateKey), (n) => ({ n: n + 1 }));
    expect(new Set(wrong(other.map(entryLine), headOf(other.at(-1)!)))).toEqual(new Set(["unknown-key"]));
    const posing = ledger(12, signerOf("own", foreign.privateKey));
    expect(new Set(wrong(posing.map(entryLine), headOf(posing.at(-1)!)))).toEqual(new Set(["forged"]));
  });

  test("a deleted, changed, reordered, duplicated or cut entry is found and named, checkpoints included", () => {
    const index = fc.integer({ min: 0, max: lines.length - 1 });
    const damage = fc.oneof(
      index.map((i) => ({ code: ["deleted", "truncated"], lines: lines.toSpliced(i, 1), seq: i })),
      index.map((i) => ({ code: ["duplicated", "reordered"], lines: [...lines, lines[i]!], seq: i })),
      fc
        .tuple(index, index)
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => ({
          code: ["reordered"],
          lines: lines.toSpliced(a, 1).toSpliced(b, 0, lines[a]!),
          seq: null,
        })),
      index.map((i) => ({
        code: ["changed"],
        lines: lines.with(i, lines[i]!.replace("driver:1", "driver:2")),
        seq: i,
      })),
      index.map((i) => ({ code: ["truncated"], lines: lines.slice(0, i), seq: i })),
    );
    fc.assert(
      fc.property(damage, (found) => {
        const { failures, verified } = verifyEntries(found.lines, head);
        expect(verified).toBe(false);
        expect(failures.some(({ code }) => found.code.includes(code))).toBe(true);
        if (found.seq !== null) expect(failures.some(({ seq }) => seq === found.seq)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("a checkpoint that signs another entry than the one before it is none", () => {
    const moved = checkpointDraft(headOf(entries[1]!), signer, "driver:1", "run");
    const entry = appendEntry(head, moved, 1e9);
    expect(wrong([...lines, entryLine(entry)], headOf(entry))).toEqual(["forged"]);
  });
});
