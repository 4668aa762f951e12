import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FileLock, lock, tryLock } from "../../../adapters/process/file-lock.ts";
import { endProcess, identify } from "../../../adapters/process/identity.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const module = join(import.meta.dirname, "../../../adapters/process/file-lock.ts");
const start = (body: string) =>
  spawn(process.execPath, ["--input-type=module", "-e", `import { lock } from ${JSON.stringify(module)}; ${body}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });

test("a held lock names its holder and what it is held for; a released one is free again", async () => {
  const held = (await tryLock(folder, "installs opa")) as FileLock;
  expect(await tryLock(folder, "again")).toEqual({ process: identify(process.pid), purpose: "installs opa" });
  await held.release();
  const next = await tryLock(folder, "again");
  expect(next).toHaveProperty("release");
  expect(readdirSync(folder)).toEqual(["2"]);
});

test("the lock of a killed process is taken over", async () => {
  const holder = start(`await lock(${JSON.stringify(folder)}, "x"); console.log("held"); setInterval(() => {}, 1000)`);
  await once(holder.stdout, "data");
  expect(await tryLock(folder, "mine")).toMatchObject({ process: { pid: holder.pid }, purpose: "x" });
  await endProcess(identify(holder.pid!)!, { graceMs: 0 });
  expect(await tryLock(folder, "mine")).toHaveProperty("release");
});

test("waiting tells of the holder and ends when aborted", async () => {
  const held = (await tryLock(folder, "installs opa")) as FileLock;
  const told: string[] = [];
  const controller = new AbortController();
  const waiting = lock(folder, "mine", {
    signal: controller.signal,
    waiting: (holder) => {
      told.push(holder.purpose);
      controller.abort(new Error("stop"));
    },
  });
  await expect(waiting).rejects.toThrow("stop");
  expect(told).toEqual(["installs opa"]);
  await held.release();
});

test("processes that compete, some of them dying while they hold it, are never two inside", async () => {
  const counter = join(folder, "counter");
  writeFileSync(counter, "0");
  const locks = join(folder, "locks");
  // Read, wait, write: two inside at once would lose an increment. A process that dies does so after its write.
  const body = `
    import { readFileSync, writeFileSync } from "node:fs";
    import { setTimeout as sleep } from "node:timers/promises";
    for (let turn = 0; turn < 8; turn++) {
      const held = await lock(${JSON.stringify(locks)}, "counts");
      const value = Number(readFileSync(${JSON.stringify(counter)}, "utf8"));
      await sleep(2);
      writeFileSync(${JSON.stringify(counter)}, String(value + 1));
      if (turn === 7 && process.argv[1] === "dies") process.kill(process.pid, "SIGKILL");
      await held.release();
    }`;
  const run = (kind: string) =>
    spawn(
      process.execPath,
      ["--input-type=module", "-e", `import { lock } from ${JSON.stringify(module)}; ${body}`, kind],
      {
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
  const children = ["lives", "dies", "lives", "dies"].map(run);
  await Promise.all(children.map((child) => once(child, "exit")));
  expect(readFileSync(counter, "utf8")).toBe("32");
});

test("a folder that cannot be made is an error with the way out", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  await expect(tryLock(join(file, "locks"), "x")).rejects.toMatchObject({ code: "lock-io", exitCode: 4 });
});
