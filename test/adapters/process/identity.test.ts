import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { endProcess, identify, isSame, type ProcessIdentity, parseStat } from "../../../adapters/process/identity.ts";

/** A child that says it is up, so that its signal handlers are in place. */
async function child(body: string): Promise<{ identity: ProcessIdentity; exited: Promise<unknown[]> }> {
  const started = spawn(process.execPath, ["-e", `${body}; setInterval(() => {}, 1000); console.log("up")`], {
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  await once(started.stdout, "data");
  return { identity: identify(started.pid!)!, exited: once(started, "exit") };
}

test("this process has one identity, another process has another", () => {
  expect(identify(process.pid)).toEqual(identify(process.pid));
  expect(identify(process.pid)?.startedAt).not.toBe(identify(process.ppid)?.startedAt);
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31 - 2])("pid %s names no process", (pid) => {
  expect(identify(pid)).toBeNull();
});

test("a process that heeds SIGTERM is ended", async () => {
  const { identity, exited } = await child("");
  expect(isSame(identity)).toBe(true);
  expect(await endProcess(identity, { graceMs: 5000 })).toBe("ended");
  await exited;
  expect(isSame(identity)).toBe(false);
  expect(await endProcess(identity, { graceMs: 5000 })).toBe("gone");
});

test("a process that ignores SIGTERM is killed after the grace time", async () => {
  const { identity, exited } = await child('process.on("SIGTERM", () => {})');
  expect(await endProcess(identity, { graceMs: 100 })).toBe("killed");
  expect((await exited)[1]).toBe("SIGKILL");
});

test("a stranger with the recorded pid is never signalled", async () => {
  const { identity } = await child("");
  const stale = { pid: identity.pid, startedAt: `${identity.startedAt}0` };
  expect(await endProcess(stale, { graceMs: 0 })).toBe("gone");
  expect(await endProcess(stale, { graceMs: 50 })).toBe("gone");
  expect(isSame(identity)).toBe(true);
  await endProcess(identity, { graceMs: 0 });
});

test.runIf(process.platform !== "win32")("a group takes its children with it", async () => {
  const shell = spawn("sh", ["-c", "sleep 60 & echo $!; wait"], {
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  const [data] = (await once(shell.stdout, "data")) as [Buffer];
  const grandchild = identify(Number(data.toString()))!;
  expect(isSame(grandchild)).toBe(true);
  expect(await endProcess(identify(shell.pid!)!, { graceMs: 5000, group: true })).toBe("ended");
  await expect.poll(() => isSame(grandchild)).toBe(false);
});

test("a name with blanks and brackets does not shift the fields of stat", () => {
  const rest = ["S", ...Array.from({ length: 18 }, (_, index) => String(index)), "4711", "0"].join(" ");
  expect(parseStat(`12 (a) b) (c) ${rest}`)).toEqual({ state: "S", startTicks: "4711" });
  expect(parseStat("garbage")).toBeNull();
});

test.runIf(process.platform === "linux")("a zombie has ended", async () => {
  // The shell does not reap its child: it replaces itself with sleep.
  const shell = spawn("sh", ["-c", "true & echo $!; exec sleep 30"], { stdio: ["ignore", "pipe", "ignore"] });
  const [data] = (await once(shell.stdout, "data")) as [Buffer];
  await expect.poll(() => identify(Number(data.toString()))).toBeNull();
  await endProcess(identify(shell.pid!)!, { graceMs: 0 });
});
