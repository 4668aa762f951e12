import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Command, CommandContext } from "../../../../automation/cli/command.ts";
import { command as doctor } from "../../../../automation/cli/commands/doctor.ts";
import { command as install } from "../../../../automation/cli/commands/tools-install.ts";
import { command as list } from "../../../../automation/cli/commands/tools-list.ts";
import { catalogue } from "../../../../core/toolchain/index.ts";

const toolsDir = mkdtempSync(join(tmpdir(), "tools-"));
afterAll(() => rmSync(toolsDir, { recursive: true }));

/** A machine with neither pulumi nor Go. */
const context: CommandContext = {
  cwd: toolsDir,
  env: { PATH: "/nonexistent", MAESTRO_TOOLS_DIR: toolsDir },
  now: () => 0,
  stateDir: toolsDir,
  stack: undefined,
  json: true,
  say: () => undefined,
  emit: () => undefined,
  progress: () => undefined,
  signal: new AbortController().signal,
};
const run = (command: Command, args: string[] = [], options = {}) => command.run(context, args, options);

test("the doctor of a bare machine says what a start lacks and what to do, and changes nothing", async () => {
  const { exitCode, document, text } = await run(doctor);
  expect(exitCode).toBe(1);
  expect(text).toContain("npm start lacks pulumi, pulumi-language-nodejs");
  const tools = document.tools as { name: string; ok: boolean; source: string; next: string | null }[];
  expect(tools.map((tool) => tool.name)).toEqual(catalogue.map((tool) => tool.name));
  expect(tools.find((tool) => tool.name === "pulumi")).toMatchObject({ ok: false, source: "missing", version: null });
  expect(tools.find((tool) => tool.name === "postgres")).toMatchObject({ ok: true, source: "official" });
  for (const tool of tools) expect(tool.next === null, tool.name).toBe(tool.ok);
  expect(readdirSync(toolsDir)).toEqual([]);
});

test("the list of a bare machine is no failure and says where tools go", async () => {
  const { exitCode, document } = await run(list);
  expect([exitCode, document.toolsDir]).toEqual([0, toolsDir]);
});

test("a tool that cannot be had is an error of the outside with what to do", async () => {
  await expect(run(install, ["opa"])).rejects.toMatchObject({
    code: "tool-missing",
    exitCode: 4,
    next: expect.stringContaining("install Go"),
  });
  const several = await run(install, ["node", "opa"]);
  expect(several.exitCode).toBe(4);
  expect(several.text).toContain("error[tool-missing]");
});

test.each([
  ["nothing", [], {}],
  ["names and --all", ["opa"], { all: true }],
  ["--all and --tests", [], { all: true, tests: true }],
])("%s is bad usage", async (_, args, options) => {
  await expect(run(install, args, options)).rejects.toMatchObject({ code: "usage", exitCode: 2 });
});

test("an unknown tool is bad input, and nothing is installed before that is said", async () => {
  await expect(run(install, ["opa", "helm"])).rejects.toMatchObject({ code: "unknown-tool", exitCode: 2 });
});
