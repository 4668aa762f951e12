import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { quote } from "../../../adapters/toolchain/engine-folder.ts";
import { type ResolvedTool, toolEnvironment } from "../../../adapters/toolchain/index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "env it's "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pulumi: ResolvedTool = {
  name: "pulumi",
  wanted: "3.220.0",
  version: "3.220.0",
  source: "built",
  ok: true,
  file: "/cache/pulumi/bin/pulumi",
  sha256: null,
  because: null,
  next: null,
  neededForStart: true,
  usedByTests: true,
};

const options = (env: Record<string, string>) => ({ env, stateDir: join(folder, "state"), toolsDir: "/cache" });

const opa: ResolvedTool = { ...pulumi, name: "opa", file: "/cache/opa/bin/opa" };

test("the engine's folder and the project's node come first, then the other tools, then the given PATH", async () => {
  const { PATH } = await toolEnvironment([opa, { ...opa, file: null }], options({ PATH: "/usr/bin:/bin" }));
  const [engine, node, ...rest] = PATH!.split(delimiter);
  expect(engine).toBe(join(folder, "state", "engine"));
  expect(node).toMatch(/node_modules\/\.bin$/);
  expect(rest).toEqual(["/cache/opa/bin", "/usr/bin", "/bin"]);
});

function program(name: string, text: string): ResolvedTool & { file: string } {
  const file = join(folder, "cache", name, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o755 });
  return { ...pulumi, name, file, sha256: createHash("sha256").update(text).digest("hex") };
}

test("a cached engine lies beside its host and the shims, as one file with the cache's", async () => {
  const [engine, host] = [program("pulumi", "one"), program("pulumi-language-nodejs", "two")];
  const { PATH } = await toolEnvironment([engine, host], options({}));
  const place = PATH!.split(delimiter)[0]!;
  expect(readdirSync(place).sort()).toEqual([
    "pulumi",
    "pulumi-analyzer-policy",
    "pulumi-language-nodejs",
    "pulumi-resource-pulumi-nodejs",
  ]);
  expect(statSync(join(place, "pulumi")).ino).toBe(statSync(engine.file).ino);
  await toolEnvironment([engine, host], options({}));
  expect(readdirSync(place)).toHaveLength(4);
});

test("a program in the engine's folder that changed is replaced; one that is gone from the cache is an error", async () => {
  const engine = program("pulumi", "one");
  const place = join(folder, "state", "engine");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "pulumi"), "tampered");
  await toolEnvironment([engine], options({}));
  expect(readFileSync(join(place, "pulumi"), "utf8")).toBe("one");
  const gone = { ...engine, file: `${engine.file}-gone` };
  await expect(toolEnvironment([gone], options({}))).rejects.toMatchObject({ code: "engine-folder-unusable" });
});

test.runIf(existsSync("/dev/shm"))("from a cache on another disk a copy is made and checked at each call", async () => {
  const engine = program("pulumi", "one");
  const stateDir = mkdtempSync("/dev/shm/state-");
  try {
    const copy = join(stateDir, "engine", "pulumi");
    await toolEnvironment([engine], { ...options({}), stateDir });
    expect(readFileSync(copy, "utf8")).toBe("one");
    writeFileSync(copy, "tampered");
    await toolEnvironment([engine], { ...options({}), stateDir });
    expect(readFileSync(copy, "utf8")).toBe("one");
    writeFileSync(engine.file, "changed after its check");
    writeFileSync(copy, "tampered");
    const refused = toolEnvironment([engine], { ...options({}), stateDir });
    await expect(refused).rejects.toMatchObject({ code: "tool-checksum" });
  } finally {
    rmSync(stateDir, { recursive: true });
  }
});

test("an engine on PATH keeps the programs beside it and gets shims for what it lacks", async () => {
  const engine = { ...program("pulumi", "one"), source: "path" as const, sha256: null };
  writeFileSync(join(dirname(engine.file), "pulumi-analyzer-policy"), "", { mode: 0o755 });
  const { PATH } = await toolEnvironment([engine], options({}));
  expect(readdirSync(PATH!.split(delimiter)[0]!)).toEqual(["pulumi-resource-pulumi-nodejs"]);
  expect(PATH!.split(delimiter)).toContain(dirname(engine.file));
});

test("a shell that took over an earlier environment finds the engine's own folder on its PATH and loses nothing", async () => {
  const engine = program("pulumi", "one");
  const place = (await toolEnvironment([engine], options({}))).PATH!.split(delimiter)[0]!;
  const before = readdirSync(place).sort();
  const again = { ...engine, file: join(place, "pulumi"), source: "path" as const, sha256: null };
  const { PATH } = await toolEnvironment([again], options({ PATH: place }));
  expect(PATH!.split(delimiter)[0]).toBe(place);
  expect(readdirSync(place).sort()).toEqual(before);
  expect(readFileSync(join(place, "pulumi"), "utf8")).toBe("one");
});

test("the engine gets a home below the state and looks for no downloads, unless the user's plugins are asked for", async () => {
  const own = await toolEnvironment([opa], options({}));
  expect(own).toMatchObject({
    PULUMI_HOME: join(folder, "state", "pulumi-home"),
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NODE_COMPILE_CACHE: "/cache/compile-cache",
  });
  const user = await toolEnvironment([opa], { ...options({}), plugins: "user" });
  expect(Object.keys(user)).toEqual(["PATH", "PULUMI_SKIP_UPDATE_CHECK", "NODE_OPTIONS", "NODE_COMPILE_CACHE"]);
});

test("a shim runs the package's program with its arguments, also below a path with blanks and quotes", async () => {
  const root = join(folder, "package");
  const program = join(root, "node_modules", "@pulumi", "pulumi", "cmd", "run-policy-pack");
  mkdirSync(program, { recursive: true });
  writeFileSync(join(program, "index.js"), "console.log(JSON.stringify(process.argv.slice(2)))");
  const { PATH } = await toolEnvironment([], { ...options({ PATH: "/bin" }), packageRoot: root });
  const shim = join(PATH!.split(delimiter)[0]!, "pulumi-analyzer-policy");
  expect(JSON.parse(execFileSync(shim, ["a b", "$HOME"], { encoding: "utf8" }))).toEqual(["a b", "$HOME"]);
  expect(statSync(shim).mode & 0o777).toBe(0o755);
});

test("two clones with one tool cache have each its own shims, and a moved clone writes them anew", async () => {
  const shimOf = async (root: string) => {
    const { PATH } = await toolEnvironment([], { ...options({}), packageRoot: join(folder, root) });
    return readFileSync(join(PATH!.split(delimiter)[0]!, "pulumi-analyzer-policy"), "utf8");
  };
  expect(await shimOf("one")).toContain(quote(join(folder, "one")).slice(1, -1));
  expect(await shimOf("two")).not.toContain(quote(join(folder, "one")).slice(1, -1));
});

test("without a platform package the running node serves", async () => {
  const { PATH } = await toolEnvironment([], { ...options({}), packageRoot: folder });
  expect(PATH!.split(delimiter)[1]).toBe(dirname(process.execPath));
});
