import { ensureTools, type ResolvedTool, resolveTools, toolsDirectory } from "../../../adapters/toolchain/index.ts";
import { InputError, MaestroError } from "../../../core/errors/index.ts";
import { catalogue, selectTools, toolsForTests } from "../../../core/toolchain/index.ts";
import { toolsSchema } from "../../documents/tools.ts";
import { toolTable, toRow } from "../../tools/table.ts";
import type { Command, CommandContext } from "../command.ts";

/**
 * Installs the named tools, those that tests use, or all. One that fails does not keep the next from being tried.
 * Exit 0 all there, 4 one could not be had.
 */
export const command: Command = {
  declare: (leaf) =>
    leaf
      .argument("[names...]", `of ${catalogue.map((tool) => tool.name).join(", ")}`)
      .option("--all", "every tool of the catalogue")
      .option("--tests", "what the tests use"),
  example: "maestro tools install pulumi",
  run: async (context, args, options) => {
    const names = chosen(args, options.all === true, options.tests === true);
    const failures: MaestroError[] = [];
    const tools: ResolvedTool[] = [];
    for (const tool of selectTools(names)) {
      const installed = await installOne(tool.name, context);
      if (installed instanceof MaestroError) failures.push(installed);
      tools.push(
        ...(await resolveTools([tool.name], { env: context.env })).filter((found) => found.name === tool.name),
      );
    }
    const document = toolsSchema.parse({ toolsDir: toolsDirectory(context.env), tools: tools.map(toRow) });
    const [failure] = failures;
    if (failure !== undefined && tools.length === 1) throw failure;
    const said = failures.map((error) => `error[${error.code}]: ${error.message}\n  next: ${error.next ?? "–"}`);
    return {
      exitCode: failure === undefined ? 0 : failure.exitCode,
      document,
      text: [toolTable(document.tools), ...said].join("\n"),
    };
  },
};

function chosen(names: readonly string[], all: boolean, tests: boolean): readonly string[] {
  if (Number(all) + Number(tests) + Number(names.length > 0) === 1) {
    if (all) return catalogue.map((tool) => tool.name);
    return tests ? toolsForTests() : names;
  }
  throw new InputError("usage", "name the tools to install, or give --all or --tests, and only one of these", {
    next: "maestro tools list shows the names",
  });
}

/** Stops all when interrupted; returns any other error. */
async function installOne(name: string, context: CommandContext): Promise<MaestroError | null> {
  const { env, progress, signal } = context;
  try {
    await ensureTools([name], { env, progress, signal });
    return null;
  } catch (error) {
    if (!(error instanceof MaestroError) || error.code === "interrupted") throw error;
    return error;
  }
}
