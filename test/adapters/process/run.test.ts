import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { identify, isSame, type ProcessIdentity } from "../../../adapters/process/identity.ts";
import { lastLines, run } from "../../../adapters/process/run.ts";

const env = { PATH: process.env.PATH };

test("output and code are returned and the output is logged", async () => {
  const folder = mkdtempSync(join(tmpdir(), "run-"));
  const log = join(folder, "deep", "x.log");
  const result = await run("sh", ["-c", "echo out; echo err >&2; exit 3"], { env, log });
  expect(result).toEqual({ outcome: "exited", code: 3, stdout: "out\n", stderr: "err\n" });
  expect(readFileSync(log, "utf8").split("\n").sort()).toEqual(["", "err", "out"]);
  rmSync(folder, { recursive: true });
});

test("a program that is not there is absent, not an exception", async () => {
  expect(await run("/no/such/program", [], { env })).toMatchObject({ outcome: "absent" });
});

test("a program that hangs is ended with its children", async () => {
  let shell: ProcessIdentity | undefined;
  const result = await run("sh", ["-c", "sleep 60 & echo $!; wait"], {
    env,
    timeoutMs: 300,
    started: (identity) => {
      shell = identity;
    },
  });
  expect(result.outcome).toBe("timed-out");
  expect(isSame(shell!)).toBe(false);
  const child = Number(result.outcome === "timed-out" && result.stdout);
  expect(identify(child)).toBeNull();
});

test("an abort ends it; one that came before starts nothing", async () => {
  const controller = new AbortController();
  const running = run("sleep", ["60"], { env, signal: controller.signal, started: () => controller.abort() });
  expect((await running).outcome).toBe("aborted");
  let started = false;
  const never = await run("sleep", ["60"], { env, signal: controller.signal, started: () => (started = true) });
  expect([never.outcome, started]).toEqual(["aborted", false]);
});

test("the last lines leave out blank ones", () => {
  expect(lastLines("a\r\n\nb\n \nc\n", 2)).toEqual(["b", "c"]);
  expect(lastLines("", 2)).toEqual([]);
});
