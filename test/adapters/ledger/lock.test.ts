import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lockHolder, nodeFs, openLedger, readLedger } from "../../../adapters/ledger/index.ts";

let dir: string;
const now = (): number => 1_000;
const locks = (): string[] => readdirSync(dir).filter((name) => name.startsWith("ledger.lock"));

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "ledger-lock-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("the ledger's lock", () => {
  test("refuses a second writer, naming the process and what it is at", () => {
    const first = openLedger(dir, now, { purpose: "cutover of demo" });
    expect(() => openLedger(dir, now)).toThrow(
      expect.objectContaining({
        code: "ledger-locked",
        exitCode: 1,
        message: `the ledger is held by process ${process.pid} (cutover of demo)`,
      }),
    );
    expect(lockHolder(nodeFs, dir)).toMatchObject({ pid: process.pid, purpose: "cutover of demo" });
    first.close();
    expect(lockHolder(nodeFs, dir)).toBeNull();
    openLedger(dir, now).close();
  });

  test("is taken over from a dead process, and its number grows with each writer", () => {
    const first = openLedger(dir, now, { identity: { pid: 2 ** 22 + 1, startedAt: "never" } });
    const second = openLedger(dir, now);
    expect(second.generation).toBe(first.generation + 1);
    second.close();
    expect(locks()).toEqual([`ledger.lock.${second.generation}`]);
  });

  test("of a stranger that has the dead writer's pid is taken over too", () => {
    openLedger(dir, now, { identity: { pid: process.pid, startedAt: "another start" } });
    openLedger(dir, now).close();
  });

  test("of another host is left alone, for its processes cannot be seen", () => {
    openLedger(dir, now, { host: "elsewhere" });
    expect(() => openLedger(dir, now)).toThrow(expect.objectContaining({ code: "ledger-locked" }));
  });

  test("gives way to a higher number that was taken while it slept", () => {
    openLedger(dir, now, { identity: { pid: 2 ** 22 + 1, startedAt: "never" } });
    let higher: ReturnType<typeof openLedger> | null = null;
    let first = true;
    const sleepy = {
      ...nodeFs,
      link: (from: string, to: string): void => {
        if (first) {
          first = false;
          openLedger(dir, now, { identity: { pid: 2 ** 22 + 2, startedAt: "never" } });
          higher = openLedger(dir, now);
        }
        nodeFs.link(from, to);
      },
    };
    expect(() => openLedger(dir, now, { fs: sleepy })).toThrow(expect.objectContaining({ code: "ledger-locked" }));
    expect(locks()).toEqual([`ledger.lock.${higher!.generation}`]);
  });

  test("that is not one of ours is named", () => {
    writeFileSync(join(dir, "ledger.lock.1"), "?");
    expect(() => openLedger(dir, now)).toThrow(
      expect.objectContaining({ code: "ledger-io", next: expect.any(String) }),
    );
  });

  test("lets one of many processes write at a time", { timeout: 60_000 }, async () => {
    const [processes, turns] = [4, 15];
    const script = `
      const { openLedger } = await import(${JSON.stringify(new URL("../../../adapters/ledger/index.ts", import.meta.url).href)});
      for (let turn = 0; turn < ${turns}; ) {
        try {
          const ledger = openLedger(${JSON.stringify(dir)}, Date.now);
          ledger.append({ actor: "p" + process.pid, runId: null, kind: "turn", body: { turn } });
          turn += 1;
          if (turn === ${turns}) process.kill(process.pid, "SIGKILL");
          ledger.close();
        } catch (error) {
          if (error.code !== "ledger-locked") throw error;
          await new Promise((done) => setTimeout(done, 1 + Math.random() * 5));
        }
      }`;
    const outcomes = await Promise.all(
      Array.from({ length: processes }, () => {
        const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
          stdio: ["ignore", "ignore", "pipe"],
        });
        let text = "";
        child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
        return new Promise<string>((done) =>
          child.on("exit", (_, signal) => done(signal === "SIGKILL" ? "killed" : text)),
        );
      }),
    );
    expect(outcomes).toEqual(Array.from({ length: processes }, () => "killed"));
    expect(readLedger(dir).verification).toMatchObject({ verified: true, entries: processes * turns });
  });
});
