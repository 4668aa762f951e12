import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { quote } from "../../../adapters/toolchain/environment.ts";
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
  because: null,
  next: null,
  neededForStart: true,
  usedByTests: true,
};

const options = (env: Record<string, string>) => ({ env, stateDir: join(folder, "state"), toolsDir: "/cache" });

test("shims and the project's node come first, then the tools, then the given PATH", async () => {
  const { PATH } = await toolEnvironment([pulumi, { ...pulumi, file: null }], options({ PATH: "/usr/bin:/bin" }));
  const [shims, node, ...rest] = PATH!.split(delimiter);
  expect(shims).toBe(join(folder, "state", "shims"));
  expect(node).toMatch(/node_modules\/\.bin$/);
  expect(rest).toEqual(["/cache/pulumi/bin", "/usr/bin", "/bin"]);
});

test("the engine gets a home below the state and looks for no downloads, unless the user's plugins are asked for", async () => {
  const own = await toolEnvironment([pulumi], options({}));
  expect(own).toMatchObject({
    PULUMI_HOME: join(folder, "state", "pulumi-home"),
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NODE_COMPILE_CACHE: "/cache/compile-cache",
  });
  const user = await toolEnvironment([pulumi], { ...options({}), plugins: "user" });
  expect(Object.keys(user)).toEqual(["PATH", "PULUMI_SKIP_UPDATE_CHECK", "NODE_COMPILE_CACHE"]);
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
