import { join } from "node:path";
import { Command as Commander } from "commander";
import type { CommandContext } from "../../automation/cli/command.ts";
import { commands } from "../../automation/cli/commands.ts";
import { MaestroError } from "../../core/errors/index.ts";

/** A command of maestro in this process, without the envelope: faster than a process of its own. */
export async function runCommand(
  argv: readonly string[],
  place: Partial<Pick<CommandContext, "cwd" | "stateDir" | "env" | "now">> & { readonly cwd: string },
): Promise<{ code: number; document: Record<string, unknown>; error: MaestroError | null; text: string }> {
  const entry = commands
    .filter(({ words }) => words.every((word, index) => argv[index] === word))
    .sort((a, b) => b.words.length - a.words.length)[0]!;
  const command = await entry.load();
  const leaf = new Commander().exitOverride().configureOutput({ writeErr: () => undefined });
  leaf.option("--stack <name>");
  command.declare?.(leaf);
  leaf.action(() => undefined).allowExcessArguments();
  leaf.parse(argv.slice(entry.words.length), { from: "user" });
  const context: CommandContext = {
    env: process.env,
    now: Date.now,
    stateDir: join(place.cwd, ".maestro"),
    stack: leaf.opts().stack as string | undefined,
    json: true,
    say: () => undefined,
    emit: () => undefined,
    progress: () => undefined,
    signal: new AbortController().signal,
    ...place,
  };
  try {
    const { exitCode, document, text } = await command.run(context, leaf.args, leaf.opts());
    return { code: exitCode, document, error: null, text };
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    return { code: error.exitCode, document: {}, error, text: error.message };
  }
}
