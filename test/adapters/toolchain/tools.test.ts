import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { endProcess, identify } from "../../../adapters/process/identity.ts";
import { type EnsureOptions, ensureTools, resolveTools } from "../../../adapters/toolchain/index.ts";
import { type FakeMachine, fakeMachine } from "../../support/fake-go.ts";

const machines: FakeMachine[] = [];
const machine = (build?: string): FakeMachine => {
  const made = fakeMachine(build);
  machines.push(made);
  return made;
};
afterEach(() => {
  for (const made of machines.splice(0)) made.remove();
});

const options = (on: FakeMachine, more: Partial<EnsureOptions> = {}): EnsureOptions => ({
  env: on.env,
  toolsDir: on.toolsDir,
  packageRoot: on.packageRoot,
  from: [on.tool],
  ...more,
});
const ensure = async (on: FakeMachine, more?: Partial<EnsureOptions>) =>
  (await ensureTools(["demo"], options(on, more)))[0]!;
const find = async (on: FakeMachine, more?: Partial<EnsureOptions>) =>
  (await resolveTools(["demo"], options(on, more)))[0]!;

test("a missing tool is built outside the package, once, and found from then on", async () => {
  const on = machine();
  expect(await find(on)).toMatchObject({ ok: false, source: "missing", next: "maestro tools install demo" });
  const built = await ensure(on);
  expect(built).toMatchObject({ ok: true, source: "built", version: "1.2.3", because: null, next: null });
  expect(await ensure(on)).toEqual(built);
  expect(await find(on)).toEqual(built);
  expect(on.builds()).toHaveLength(1);
  expect(on.builds()[0]).not.toContain(on.packageRoot);
  expect(readdirSync(join(on.toolsDir, ".work"))).toEqual([]);
});

test("a changed binary is refused, named, and built anew", async () => {
  const on = machine();
  const { file } = await ensure(on);
  appendFileSync(file!, "echo tampered\n");
  expect(await find(on)).toMatchObject({
    ok: false,
    because: `${file} is not what was installed (its checksum differs)`,
  });
  const said: string[] = [];
  expect(await ensure(on, { progress: (line) => said.push(line) })).toMatchObject({ ok: true, file });
  expect(said.join("\n")).toContain(`${file} is not what was installed`);
  expect(readFileSync(file!, "utf8")).not.toContain("tampered");
  expect(on.builds()).toHaveLength(2);
});

test.each([
  ["its manifest is gone", (folder: string) => rmSync(join(folder, "manifest.json"))],
  ["its manifest is torn", (folder: string) => writeFileSync(join(folder, "manifest.json"), '{"name": "de')],
  ["its binary is gone", (folder: string) => rmSync(join(folder, "demo"))],
  [
    "its manifest vouches for nothing",
    (folder: string) => {
      const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
      writeFileSync(join(folder, "manifest.json"), JSON.stringify({ ...manifest, files: {} }));
    },
  ],
])("an entry does not resolve when %s", async (_, damage) => {
  const on = machine();
  const { file } = await ensure(on);
  damage(dirname(file!));
  expect(await find(on)).toMatchObject({ ok: false, source: "missing" });
  expect(await ensure(on)).toMatchObject({ ok: true });
});

test("two processes that need the same tool build it once; the second waits and says for whom", async () => {
  const on = machine('sleep 1.5; printf "#!/bin/sh\\necho 1.2.3\\n" > "$OUT"; chmod +x "$OUT"');
  const module = join(import.meta.dirname, "../../../adapters/toolchain/index.ts");
  const child = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { ensureTools } from ${JSON.stringify(module)};
       await ensureTools(["demo"], { ...${JSON.stringify(options(on))}, progress: console.log });`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = once(child, "exit");
  await expect.poll(() => on.builds().length, { timeout: 20_000 }).toBe(1);
  const said: string[] = [];
  expect(await ensure(on, { progress: (line) => said.push(line) })).toMatchObject({ ok: true });
  expect((await ended)[0]).toBe(0);
  expect(on.builds()).toHaveLength(1);
  expect(said[0]).toMatch(new RegExp(`waiting \\d+ s for process ${child.pid}, which installs demo`));
});

test("a failed build shows the last lines, names the log and leaves nothing that resolves", async () => {
  const on = machine('echo "line one" >&2; echo "undefined: frobnicate" >&2; touch "$OUT"; exit 1');
  await expect(ensure(on)).rejects.toMatchObject({
    code: "tool-build-failed",
    exitCode: 4,
    message: expect.stringContaining("undefined: frobnicate"),
    file: join(on.toolsDir, "logs", "demo-1.2.3.log"),
    next: "read the log, then: maestro tools install demo",
  });
  expect(readFileSync(join(on.toolsDir, "logs", "demo-1.2.3.log"), "utf8")).toContain("line one");
  expect(await find(on)).toMatchObject({ ok: false });
  expect(existsSync(join(on.toolsDir, "demo"))).toBe(false);
});

test("a full disk and an unreachable module proxy are told apart from a broken build", async () => {
  const full = machine('echo "write /x: no space left on device" >&2; exit 1');
  await expect(ensure(full)).rejects.toMatchObject({ code: "tools-disk-full" });
  const offline = machine('echo "dial tcp: lookup proxy: no such host" >&2; exit 1');
  await expect(ensure(offline)).rejects.toMatchObject({ next: expect.stringContaining("GOPROXY") });
});

test("a binary that says another version than the wanted does not reach the cache", async () => {
  const on = machine('printf "#!/bin/sh\\necho demo 1.2.2\\n" > "$OUT"; chmod +x "$OUT"');
  await expect(ensure(on)).rejects.toMatchObject({
    code: "tool-build-failed",
    message: expect.stringContaining("1.2.2"),
  });
  expect(await find(on)).toMatchObject({ ok: false });
});

test("an interrupted build is ended and leaves nothing", async () => {
  const on = machine("sleep 30");
  const controller = new AbortController();
  const building = ensure(on, { signal: controller.signal });
  await Promise.race([building, expect.poll(() => on.builds().length).toBe(1)]);
  controller.abort(new Error("SIGINT"));
  await expect(building).rejects.toMatchObject({ code: "interrupted", exitCode: 4 });
  expect(readdirSync(join(on.toolsDir, ".work"))).toEqual([]);
});

test("after a killed install the next one ends its build, clears up and succeeds", async () => {
  const on = machine(
    '[ -e "$HOME/second" ] || { touch "$HOME/second"; sleep 60; }; printf "#!/bin/sh\\necho 1.2.3\\n" > "$OUT"; chmod +x "$OUT"',
  );
  const module = join(import.meta.dirname, "../../../adapters/toolchain/index.ts");
  const child = spawn(process.execPath, [
    "--input-type=module",
    "-e",
    `import { ensureTools } from ${JSON.stringify(module)}; await ensureTools(["demo"], ${JSON.stringify(options(on))});`,
  ]);
  const work = join(on.toolsDir, ".work");
  const worker = () => join(work, readdirSync(work)[0]!, "worker.json");
  await expect
    .poll(() => existsSync(join(on.folder, "second")) && existsSync(worker()), { timeout: 20_000 })
    .toBe(true);
  const orphan = JSON.parse(readFileSync(worker(), "utf8"));
  await endProcess(identify(child.pid!)!, { graceMs: 0 });
  expect(identify(orphan.pid)).not.toBeNull();
  expect(await ensure(on)).toMatchObject({ ok: true });
  expect(identify(orphan.pid)).toBeNull();
  expect(readdirSync(work)).toEqual([]);
});

test("an unreachable download is followed by a build, and says so; without Go next says what to install", async () => {
  const on = machine();
  const from = [{ ...on.tool, official: true }];
  const said: string[] = [];
  const probe = async () => ({ ok: false, reason: "no answer in 3 s" }) as const;
  await ensure(on, { from, probe, progress: (line) => said.push(line) });
  expect(said).toContain(
    "demo: the download cannot be reached (no answer in 3 s); next: a build from pinned Go modules (Go 1.26.0)",
  );
  const without = machine();
  const env = { ...without.env, PATH: "/usr/bin:/bin" };
  const lacking = ensure(without, { env, from: [{ ...without.tool, official: true }], probe });
  await expect(lacking).rejects.toMatchObject({
    code: "tool-missing",
    next: expect.stringContaining("install Go 1.24.0"),
  });
});

test("a new enough tool on PATH is used and nothing is built", async () => {
  const on = machine();
  writeFileSync(join(on.folder, "bin", "demo"), "#!/bin/sh\necho demo 1.9.0\n", { mode: 0o755 });
  expect(await ensure(on)).toMatchObject({ source: "path", version: "1.9.0", file: join(on.folder, "bin", "demo") });
  const beside = { ...on.tool, besideIt: "demo-host" };
  expect(await find(on, { from: [beside] })).toMatchObject({
    ok: false,
    because: expect.stringContaining("no demo-host"),
  });
  expect(on.builds()).toHaveLength(0);
});

test.runIf(process.getuid?.() === 0 || process.platform === "linux")(
  "a tools folder that is a file is an error that names the variable",
  async () => {
    const on = machine();
    mkdirSync(on.folder, { recursive: true });
    writeFileSync(on.toolsDir, "");
    await expect(ensure(on)).rejects.toMatchObject({ exitCode: 4, next: expect.stringContaining("MAESTRO_TOOLS_DIR") });
  },
);
