import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { identify, isSame } from "../../../../../adapters/process/identity.ts";
import { findProcess, startProcess, stopProcess } from "../../../../../stacks/targets/local/processes/index.ts";

let dir: string;
const files = (name = "echo") => ({
  name,
  logFile: join(dir, `${name}.log`),
  stateFile: join(dir, `${name}.json`),
});
const write = (name: string, text: string): string => {
  const file = join(dir, name);
  writeFileSync(file, text);
  return file;
};
const server = (extra = "") => `
  import { createServer } from "node:http";
  const server = createServer((q, r) => r.end(process.env.WORD ?? "ok"));
  server.once("error", (e) => process.exit(e.code === "EADDRINUSE" ? 98 : 1));
  server.listen(Number(process.env.PORT), "127.0.0.1");
  console.log("word", process.env.WORD, "home", process.env.HOME);
  ${extra}
`;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-proc-"));
});
afterEach(async () => {
  if (existsSync(files().stateFile)) await stopProcess({ ...files(), graceMs: 500 }).catch(() => undefined);
  rmSync(dir, { recursive: true, force: true });
});

describe("startProcess", () => {
  test("a process is ready when it returns, has only the environment it was given, and is found again", async () => {
    const started = await startProcess({ ...files(), script: write("s.mjs", server()), env: { WORD: "hi" } });
    expect(await (await fetch(`http://127.0.0.1:${started.port}/`)).text()).toBe("hi");
    expect(readFileSync(files().logFile, "utf8")).toBe("word hi home undefined\n");
    expect(findProcess(files().stateFile)).toMatchObject({
      kind: "running",
      process: { pid: started.pid, ready: true },
    });
    expect(readFileSync(files().stateFile, "utf8")).not.toContain('"hi"');
    expect(await stopProcess({ ...files(), graceMs: 2_000 })).toBe("ended");
    expect(identify(started.pid)).toBeNull();
    expect(findProcess(files().stateFile)).toEqual({ kind: "none" });
  });

  test("started again from the same things it is taken over; from others it is refused, or replaced on demand", async () => {
    const script = write("s.mjs", server());
    const first = await startProcess({ ...files(), script, env: { WORD: "a" } });
    const second = await startProcess({ ...files(), script, env: { WORD: "a" } });
    expect(second).toEqual({ ...first, adopted: true });
    await expect(startProcess({ ...files(), script, env: { WORD: "b" } })).rejects.toMatchObject({
      code: "process-other-running",
    });
    expect(isSame(first)).toBe(true);
    const third = await startProcess({ ...files(), script, env: { WORD: "b" }, otherRunning: "end" });
    expect(isSame(first)).toBe(false);
    expect(third.adopted).toBe(false);
  });

  test("one that ends before it is ready is reported at once, with its last lines, and nothing is left", async () => {
    const script = write("bad.mjs", 'console.error("error[version-unknown]: no such version"); process.exit(2);');
    const before = performance.now();
    await expect(startProcess({ ...files(), script, env: {} })).rejects.toMatchObject({
      code: "process-exited",
      exitCode: 4,
      message: expect.stringContaining("version-unknown"),
      file: files().logFile,
    });
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(existsSync(files().stateFile)).toBe(false);
  });

  test("one that never gets ready is ended, even when it ignores SIGTERM", async () => {
    const script = write(
      "deaf.mjs",
      'process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1000);',
    );
    await expect(startProcess({ ...files(), script, env: {}, readyMs: 400 })).rejects.toMatchObject({
      code: "process-not-ready",
    });
    expect(identify(Number(readFileSync(files().logFile, "utf8")))).toBeNull();
  });

  test("on Ctrl-C while it waits, the process is ended", async () => {
    const script = write("slow.mjs", "console.log(process.pid); setInterval(() => {}, 1000);");
    const signal = AbortSignal.timeout(400);
    await expect(startProcess({ ...files(), script, env: {}, signal })).rejects.toThrow();
    expect(identify(Number(readFileSync(files().logFile, "utf8")))).toBeNull();
  });

  test("a port that somebody took in between is given up for another", async () => {
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    const { port } = stranger.address() as { port: number };
    // The script finds its first port taken, whatever it is.
    const script = write(
      "s.mjs",
      `import { existsSync, writeFileSync } from "node:fs"; const mark = ${JSON.stringify(join(dir, "mark"))};
      if (!existsSync(mark)) { writeFileSync(mark, ""); process.env.PORT = "${port}"; } ${server()}`,
    );
    const started = await startProcess({ ...files(), script, env: {} });
    expect(started.port).not.toBe(port);
    stranger.close();
  });

  test("a fixed port that is taken is refused, and its holder is left alone", async () => {
    const stranger = createServer((_q, r) => r.end("mine"));
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    const { port } = stranger.address() as { port: number };
    const script = write("s.mjs", server());
    await expect(startProcess({ ...files(), script, env: {}, fixedPorts: { PORT: port } })).rejects.toMatchObject({
      code: "port-taken",
      message: expect.stringContaining(String(port)),
    });
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("mine");
    stranger.closeAllConnections();
    stranger.close();
  });

  test("a missing script is refused before anything starts", async () => {
    await expect(startProcess({ ...files(), script: join(dir, "none.mjs"), env: {} })).rejects.toMatchObject({
      code: "script-missing",
      exitCode: 2,
    });
  });

  test("a state file that cannot be written leaves no process", async () => {
    const pidFile = join(dir, "pid");
    const script = write(
      "s.mjs",
      `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(pidFile)}, ""); ${server()}`,
    );
    mkdirSync(join(dir, `.echo.json.${process.pid}.tmp`));
    await expect(startProcess({ ...files(), script, env: {} })).rejects.toMatchObject({ code: "file-not-writable" });
    await sleep(300);
    expect(existsSync(pidFile)).toBe(false);
  });

  test("a starter that is killed between spawn and record leaves nothing running", async () => {
    const pidFile = join(dir, "pid");
    const script = write(
      "s.mjs",
      `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(pidFile)}, ""); setInterval(() => {}, 1000);`,
    );
    const spawner = write(
      "starter.mts",
      `import { spawnAtGate } from ${JSON.stringify(join(import.meta.dirname, "../../../../../stacks/targets/local/processes/spawn.ts"))};
       const { identity } = await spawnAtGate(process.execPath, ${JSON.stringify(script)}, [], {}, ${JSON.stringify(files().logFile)});
       console.log(JSON.stringify(identity)); setInterval(() => {}, 1000);`,
    );
    const starter: ChildProcess = spawn(process.execPath, [spawner], { stdio: ["ignore", "pipe", "inherit"] });
    const identity = JSON.parse(
      await new Promise<string>((resolve) => starter.stdout!.once("data", (data) => resolve(String(data)))),
    );
    expect(isSame(identity)).toBe(true);
    starter.kill("SIGKILL");
    for (let i = 0; i < 100 && isSame(identity); i++) await sleep(30);
    expect(isSame(identity)).toBe(false);
    expect(existsSync(pidFile)).toBe(false);
  });
});

describe("stopProcess", () => {
  test("a stranger with the recorded pid is never signalled", async () => {
    const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    const identity = identify(stranger.pid!)!;
    // Start times count in hundredths of a second.
    await sleep(50);
    const started = await startProcess({ ...files(), script: write("s.mjs", server()), env: {} });
    const record = JSON.parse(readFileSync(files().stateFile, "utf8"));
    writeFileSync(files().stateFile, JSON.stringify({ ...record, pid: stranger.pid }));
    expect(findProcess(files().stateFile).kind).toBe("gone");
    expect(await stopProcess({ ...files(), graceMs: 500 })).toBe("gone");
    expect(isSame(identity)).toBe(true);
    stranger.kill();
    writeFileSync(files().stateFile, JSON.stringify({ ...record, pid: started.pid }));
  });

  test("one that ignores SIGTERM is killed after its grace", async () => {
    const script = write("s.mjs", server('process.on("SIGTERM", () => {});'));
    await startProcess({ ...files(), script, env: {} });
    expect(await stopProcess({ ...files(), graceMs: 200 })).toBe("killed");
  });

  test("a malformed state file is refused, not guessed at", async () => {
    writeFileSync(files().stateFile, '{"pid": 1}');
    await expect(stopProcess({ ...files(), graceMs: 1 })).rejects.toMatchObject({
      code: "process-state-malformed",
      file: files().stateFile,
    });
    rmSync(files().stateFile);
  });

  test("without a state file there is nothing to stop", async () => {
    expect(await stopProcess({ ...files(), graceMs: 1 })).toBe("gone");
  });
});
