import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openLedger, readLedger } from "../../../adapters/ledger/index.ts";

const dir = mkdtempSync(join(tmpdir(), "ledger-tmpfs-"));
let mounted = false;

beforeAll(() => {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", dir], { stdio: "ignore" });
    mounted = true;
  } catch {
    console.info("not run: a tmpfs cannot be mounted here");
  }
});
afterAll(() => {
  if (mounted) execFileSync("umount", [dir]);
  rmSync(dir, { recursive: true, force: true });
});

describe("a ledger on a real disk of 1 MB", () => {
  test("fills it, stays whole, and goes on when there is room again", (context) => {
    if (!mounted) context.skip();
    const ballast = join(dir, "ballast");
    writeFileSync(ballast, Buffer.alloc(700_000));
    const draft = { actor: "driver:1", runId: "run", kind: "note", body: { text: "x".repeat(700) } };
    const ledger = openLedger(dir, Date.now);
    let count = 0;
    expect(() => {
      for (; count < 2_000; count += 1) ledger.append(draft);
    }).toThrow(expect.objectContaining({ code: "ledger-disk-full", exitCode: 4 }));
    expect(count).toBeGreaterThan(100);
    expect(readLedger(dir)).toMatchObject({ tail: 0, verification: { verified: true, entries: count } });
    expect(() => ledger.append(draft)).toThrow(expect.objectContaining({ code: "ledger-disk-full" }));
    rmSync(ballast);
    ledger.append(draft);
    ledger.close();
    expect(readLedger(dir).verification).toMatchObject({ verified: true, entries: count + 1 });
  });

  test("that is remounted read-only can be read and not written", (context) => {
    if (!mounted) context.skip();
    execFileSync("mount", ["-o", "remount,ro", dir]);
    expect(readLedger(dir).verification.verified).toBe(true);
    expect(() => openLedger(dir, Date.now)).toThrow(expect.objectContaining({ code: "ledger-read-only", exitCode: 4 }));
  });
});
