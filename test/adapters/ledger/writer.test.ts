import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LedgerFs, nodeFs, openLedger, readLedger } from "../../../adapters/ledger/index.ts";
import type { MaestroError } from "../../../core/errors/index.ts";

let dir: string;
let clock = 1_000_000;
const now = (): number => (clock += 1);
const draft = (n: number) => ({ actor: "driver:1", runId: "run", kind: "note", body: { n } });
const file = (name: string): string => join(dir, name);
const fill = (count: number): void => {
  const ledger = openLedger(dir, now);
  for (let n = 0; n < count; n += 1) ledger.append(draft(n));
  ledger.close();
};
const errorOf = (work: () => unknown): MaestroError => {
  try {
    work();
  } catch (error) {
    return error as MaestroError;
  }
  throw new Error("it did not throw");
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "ledger-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("a ledger on the disk", () => {
  test("takes entries and goes on where the writer before ended", () => {
    fill(3);
    const ledger = openLedger(dir, now);
    expect(ledger.entries.map((entry) => entry.body.n)).toEqual([0, 1, 2]);
    const entry = ledger.append(draft(3));
    expect(ledger.head).toMatchObject({ seq: 3, hash: entry.hash });
    ledger.close();
    expect(readLedger(dir).verification).toMatchObject({ verified: true, entries: 4 });
  });

  test("is read without a lock while a writer is at work", () => {
    const ledger = openLedger(dir, now);
    ledger.append(draft(0));
    expect(readLedger(dir).verification).toMatchObject({ verified: true, entries: 1 });
    ledger.close();
  });

  test("that is not there reads as empty", () => {
    expect(readLedger(file("nowhere"))).toMatchObject({ entries: [], verification: { verified: true } });
  });

  test("takes nothing after close", () => {
    const ledger = openLedger(dir, now);
    ledger.close();
    ledger.close();
    expect(errorOf(() => ledger.append(draft(0)))).toMatchObject({ code: "ledger-io" });
  });

  test("puts a torn line aside, as well as garbage that a power cut left", () => {
    for (const torn of ['{"actor":"driver:1","bo', "\0\0\0\0\n\0", "\n", `${"x".repeat(5_000)}\n`]) {
      rmSync(dir, { recursive: true });
      fill(2);
      appendFileSync(file("ledger.jsonl"), torn);
      const ledger = openLedger(dir, now);
      expect(ledger.repaired).toBe(Buffer.byteLength(torn));
      ledger.append(draft(2));
      ledger.close();
      expect(readFileSync(file("ledger.torn"), "utf8")).toBe(`${torn}\n`);
      expect(readLedger(dir).verification).toMatchObject({ verified: true, entries: 3 });
    }
  });

  test("keeps a whole entry that was written but not acknowledged before the crash", () => {
    fill(3);
    const head = readFileSync(file("ledger.head"));
    const ledger = openLedger(dir, now);
    ledger.append(draft(3));
    ledger.close();
    writeFileSync(file("ledger.head"), head);
    const again = openLedger(dir, now);
    expect([again.entries.length, again.repaired]).toEqual([4, 0]);
    again.close();
  });

  test("survives a torn write of the head", () => {
    fill(4);
    const head = readFileSync(file("ledger.head"));
    head.fill("#", 256, 300);
    writeFileSync(file("ledger.head"), head);
    expect(readLedger(dir).recorded).toMatchObject({ seq: 2 });
    fill(1);
    expect(readLedger(dir)).toMatchObject({ recorded: { seq: 4 }, verification: { verified: true } });
  });

  test("with a cut-off, changed or missing acknowledged entry is a person's to see", () => {
    const damage: [string, () => void, RegExp][] = [
      ["cut off", () => truncateSync(file("ledger.jsonl"), 900), /cut off/],
      ["emptied", () => truncateSync(file("ledger.jsonl"), 0), /cut off/],
      ["removed", () => rmSync(file("ledger.jsonl")), /cut off/],
      [
        "newline cut",
        () => truncateSync(file("ledger.jsonl"), readFileSync(file("ledger.jsonl")).length - 1),
        /cut off/,
      ],
      [
        "changed",
        () => writeFileSync(file("ledger.jsonl"), readFileSync(file("ledger.jsonl"), "utf8").replace('"n":2', '"n":7')),
        /entry 2 .* changed/,
      ],
      ["head removed", () => rmSync(file("ledger.head")), /absent/],
      ["head spoilt", () => writeFileSync(file("ledger.head"), "?"), /unreadable/],
    ];
    for (const [, spoil, text] of damage) {
      rmSync(dir, { recursive: true });
      fill(5);
      spoil();
      const before = errorOf(() => openLedger(dir, now));
      expect(before).toMatchObject({ exitCode: 3, code: "ledger-broken", file: file("ledger.jsonl") });
      expect(before.message).toMatch(text);
      expect(before.next).toBeTruthy();
    }
  });
});

/** The real file system, in which the n-th call that changes something goes wrong. */
function failing(at: number, fail: (call: string) => void): { readonly fs: LedgerFs; readonly calls: () => number } {
  let calls = 0;
  const guard =
    <A extends unknown[], R>(name: string, call: (...args: A) => R) =>
    (...args: A): R => {
      calls += 1;
      if (calls === at) fail(name);
      return call(...args);
    };
  const fs: LedgerFs = {
    ...nodeFs,
    write: (fd, bytes, position) => {
      calls += 1;
      if (calls !== at) return nodeFs.write(fd, bytes, position);
      // Half of the bytes arrive before it goes wrong, as on a disk that fills up or a machine that stops.
      nodeFs.write(fd, bytes.subarray(0, bytes.length >> 1), position);
      fail("write");
      return 0;
    },
    fsync: guard("fsync", nodeFs.fsync),
    truncate: guard("truncate", nodeFs.truncate),
    link: guard("link", nodeFs.link),
    rename: guard("rename", nodeFs.rename),
    fsyncDir: guard("fsyncDir", nodeFs.fsyncDir),
  };
  return { fs, calls: () => calls };
}

const withCode = (code: string) => (): never => {
  throw Object.assign(new Error(code), { code });
};
class Killed extends Error {}
const dead = { pid: 2 ** 22 + 1, startedAt: "never" };

describe("faults of the disk", () => {
  test("a full disk at any call leaves nothing half-written, says so, and the next try works", () => {
    for (let at = 1; ; at += 1) {
      rmSync(dir, { recursive: true, force: true });
      const { fs, calls } = failing(at, withCode("ENOSPC"));
      let failures = 0;
      const patiently = <T>(work: () => T): T => {
        try {
          return work();
        } catch (error) {
          failures += 1;
          expect(error).toMatchObject({ code: "ledger-disk-full", exitCode: 4, next: expect.any(String) });
          expect(readLedger(dir).verification.verified).toBe(true);
          return work();
        }
      };
      const ledger = patiently(() => openLedger(dir, now, { fs }));
      for (let n = 0; n < 3; n += 1) patiently(() => ledger.append(draft(n)));
      ledger.close();
      expect(readLedger(dir)).toMatchObject({ verification: { verified: true, entries: 3 }, tail: 0 });
      if (calls() < at) break;
      expect(failures).toBeLessThanOrEqual(1);
    }
  });

  test("a death at any call loses no acknowledged entry, and the next writer opens", () => {
    for (let at = 1; ; at += 1) {
      rmSync(dir, { recursive: true, force: true });
      let gone = false;
      const { fs, calls } = failing(at, () => {
        gone = true;
        throw new Killed();
      });
      const stopped: LedgerFs = Object.fromEntries(
        Object.entries(fs).map(([name, call]) => [
          name,
          (...args: unknown[]) => {
            if (gone) throw new Killed();
            return (call as (...a: unknown[]) => unknown)(...args);
          },
        ]),
      ) as never;
      let acknowledged = 0;
      try {
        const ledger = openLedger(dir, now, { fs: stopped, identity: dead });
        for (let n = 0; n < 3; n += 1) {
          ledger.append(draft(n));
          acknowledged = n + 1;
        }
        ledger.close();
      } catch {
        // Dead.
      }
      const next = openLedger(dir, now);
      const numbers = next.entries.map((entry) => entry.body.n);
      expect(numbers.length).toBeGreaterThanOrEqual(acknowledged);
      expect(numbers.length).toBeLessThanOrEqual(acknowledged + 1);
      expect(numbers).toEqual([0, 1, 2].slice(0, numbers.length));
      next.append(draft(9));
      next.close();
      expect(readLedger(dir).verification.verified).toBe(true);
      if (calls() < at) break;
    }
  });

  test("after an fsync that failed the writer takes no more: what is on the disk is not known", () => {
    const { fs } = failing(0, () => undefined);
    let broken = false;
    const ledger = openLedger(dir, now, {
      fs: {
        ...fs,
        fsync: (fd) => {
          if (broken) withCode("EIO")();
          nodeFs.fsync(fd);
        },
      },
    });
    ledger.append(draft(0));
    broken = true;
    expect(errorOf(() => ledger.append(draft(1)))).toMatchObject({ code: "ledger-io", exitCode: 4 });
    broken = false;
    expect(errorOf(() => ledger.append(draft(1)))).toMatchObject({ code: "ledger-io" });
    ledger.close();
    const again = openLedger(dir, now);
    expect(again.entries).toHaveLength(1);
    again.close();
  });

  test("a read-only disk is named", () => {
    for (const code of ["EROFS", "EACCES"]) {
      const fs: LedgerFs = { ...nodeFs, open: withCode(code) };
      expect(errorOf(() => openLedger(dir, now, { fs }))).toMatchObject({
        code: "ledger-read-only",
        exitCode: 4,
        next: expect.stringContaining("--state-dir"),
      });
    }
  });
});
