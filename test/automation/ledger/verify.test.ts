import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkLedgerKey, ledgerPath, ledgerSigner, openLedger, readLedger } from "../../../adapters/ledger/index.ts";
import type { CommandContext } from "../../../automation/cli/command.ts";
import { ledgerVerifySchema } from "../../../automation/documents/ledger.ts";
import { verifyLedger } from "../../../automation/ledger/verify.ts";
import {
  appendEntry,
  checkpointDraft,
  EMPTY_HEAD,
  entryLine,
  headOf,
  type LedgerEntry,
} from "../../../core/ledger/index.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "ledger-verify-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function write(count: number, env: Record<string, string> = {}): void {
  const signer = ledgerSigner(dir, env);
  const ledger = openLedger(dir, () => 1_000);
  for (let n = 0; n < count; n += 1) ledger.append({ actor: "driver:1", runId: "r1", kind: "turn", body: { n } });
  ledger.append(checkpointDraft(ledger.head, signer, "driver:1", "r1"));
  ledger.close();
}

function verify(key?: string) {
  const context = { stateDir: dir, cwd: dir } as CommandContext;
  const { exitCode, document, text } = verifyLedger(context, { key, reports: "reports" });
  return { exitCode, text, document: ledgerVerifySchema.parse(document) };
}

/** Keeps the first entries and makes the head anew, as who has the disk and no key can. */
function cutBehindTheHead(keep: number): void {
  const kept = readLedger(dir).entries.slice(0, keep);
  rmSync(join(dir, "ledger.head"), { force: true });
  rmSync(ledgerPath(dir));
  const ledger = openLedger(dir, () => 1_000);
  for (const { actor, runId, kind, body } of kept) ledger.append({ actor, runId, kind, body });
  ledger.close();
}

describe("ledger verify", () => {
  test("passes a ledger whose chain, head and signature hold", () => {
    write(4);
    expect(verify()).toMatchObject({
      exitCode: 0,
      document: { verified: true, entries: 5, checkpoints: { count: 1, signedUpTo: 3 } },
    });
  });

  test("keeps earlier signatures verifiable when the key changes, also to ECDSA P-256", () => {
    write(2);
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const file = join(dir, "p256.pem");
    writeFileSync(file, String(privateKey.export({ format: "pem", type: "pkcs8" })));
    write(2, { MAESTRO_LEDGER_KEY: file });
    expect(verify()).toMatchObject({ exitCode: 0, document: { checkpoints: { count: 2, signedUpTo: 4 } } });
  });

  test("trusts only the key that it is told to", () => {
    write(2);
    const { publicKey } = generateKeyPairSync("ed25519");
    writeFileSync(join(dir, "auditor.pub"), String(publicKey.export({ format: "pem", type: "spki" })));
    expect(verify("auditor.pub")).toMatchObject({
      exitCode: 1,
      document: { failures: [{ code: "unknown-key", seq: 2 }] },
    });
  });

  test("names an end that was cut off together with the recorded head, by the report that still has it", () => {
    write(4);
    const { path, entries } = readLedger(dir);
    const report = join(dir, "reports", "r1");
    mkdirSync(report, { recursive: true });
    writeFileSync(join(report, "ledger.jsonl"), entries.map((e) => `${entryLine(e)}\n`).join(""));
    writeFileSync(join(report, "run.json"), JSON.stringify({ ledger: { path } }));
    expect(verify()).toMatchObject({ exitCode: 0, document: { extracts: 5 } });
    cutBehindTheHead(3);
    const { exitCode, document, text } = verify();
    expect(exitCode).toBe(1);
    expect(document.failures.map(({ code, seq }) => `${code} ${seq}`)).toEqual(["truncated 3", "truncated 4"]);
    expect(text).toMatch(/entry 3 \(turn\) is not there, but the report of run r1 has it/);
  });

  test("names an entry that was changed under a made-anew chain", () => {
    write(3);
    const entries = readLedger(dir).entries;
    let head = EMPTY_HEAD;
    const forged: LedgerEntry[] = entries.map(({ at, ...entry }, n) => {
      const made = appendEntry(head, n === 1 ? { ...entry, body: { n: 99 } } : entry, Date.parse(at));
      head = headOf(made);
      return made;
    });
    writeFileSync(ledgerPath(dir), forged.map((e) => `${entryLine(e)}\n`).join(""));
    writeFileSync(join(dir, "ledger.head"), `${JSON.stringify(head).padEnd(255)}\n`);
    expect(verify().document.failures.map(({ code }) => code)).toContain("forged");
  });

  test("its own key is nobody else's to read", () => {
    write(1);
    expect(readFileSync(join(dir, "ledger.pub"), "utf8")).toMatch(/BEGIN PUBLIC KEY/);
    const { mode } = statSync(join(dir, "secrets", "ledger-key.pem"));
    expect(mode & 0o077).toBe(0);
  });

  test("a key of another kind is bad input", () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const file = join(dir, "rsa.pem");
    writeFileSync(file, String(privateKey.export({ format: "pem", type: "pkcs8" })));
    expect(() => ledgerSigner(dir, { MAESTRO_LEDGER_KEY: file })).toThrow(
      expect.objectContaining({ code: "key-kind", exitCode: 2 }),
    );
    expect(() => checkLedgerKey({ MAESTRO_LEDGER_KEY: file })).toThrow(/Ed25519 or ECDSA P-256/);
    expect(() => checkLedgerKey({ MAESTRO_LEDGER_KEY: join(dir, "none.pem") })).toThrow(/cannot be read/);
    expect(() => checkLedgerKey({})).not.toThrow();
  });
});
