import { resolve } from "node:path";
import { Command as Commander, CommanderError } from "commander";
import { type ExitCode, MaestroError } from "../../core/errors/index.ts";
import type { CommandContext, CommandEntry, CommandResult } from "./command.ts";

export interface Bin {
  readonly name: string;
  readonly summary: string;
  readonly version: string;
  readonly commands: readonly CommandEntry[];
  /** JSON also without --json where stdout is no terminal, so that `> reports/contracts.json` holds a document. */
  readonly jsonUnlessTerminal?: boolean;
}

/** Runs a bin on the process's own arguments and sets its exit code; the only place that touches it. */
export async function main(bin: Bin): Promise<void> {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => controller.abort(new Error(signal)));
  process.stdout.on("error", () => undefined);
  process.exitCode = await run(bin, process.argv.slice(2), controller.signal);
}

async function run(bin: Bin, argv: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const wantsJson = argv.includes("--json") || (bin.jsonUnlessTerminal === true && !process.stdout.isTTY);
  let exitCode: ExitCode = 0;
  let kind = bin.name;
  const program = new Commander(bin.name).description(bin.summary).version(bin.version).exitOverride();
  if (wantsJson) program.configureOutput({ writeErr: () => undefined });
  for (const entry of bin.commands) {
    const leaf = descend(program, entry.words, entry.summary);
    leaf.option("--json", "print one JSON document on stdout").option("--stack <name>", "the Pulumi stack");
    leaf.option("--state-dir <dir>", "where backend, ledger, database and logs lie", ".maestro");
    leaf.exitOverride();
    if (named(argv, entry.words)) {
      kind = kindOf(bin, entry);
      const command = await entry.load();
      command.declare?.(leaf);
      leaf.addHelpText("after", `\nExample:\n  $ ${command.example}`);
      leaf.action(async (...received: unknown[]) => {
        const options = leaf.opts() as Record<string, unknown>;
        const context = contextOf({ ...options, json: wantsJson }, signal);
        const args = received
          .slice(0, -2)
          .flat()
          .filter((a) => a !== undefined)
          .map(String);
        const result = await command.run(context, args, options);
        exitCode = result.exitCode;
        print(kind, result, context);
      });
    }
  }
  try {
    await program.parseAsync(argv as string[], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return fail(kind, error, wantsJson);
  }
}

/** The words that are typed, joined by dots; `maestro` itself is left out, so that `maestro up` is `up`. */
function kindOf(bin: Bin, entry: CommandEntry): string {
  return [...(bin.name === "maestro" ? [] : [bin.name]), ...entry.words].join(".");
}

/** True when argv begins with the entry's words: only then its module is loaded. */
function named(argv: readonly string[], words: readonly string[]): boolean {
  return words.every((word, index) => argv[index] === word);
}

function descend(program: Commander, words: readonly string[], summary: string): Commander {
  let node = program;
  for (const [index, word] of words.entries()) {
    const existing = node.commands.find((c) => c.name() === word);
    node = existing ?? node.command(word).exitOverride();
    if (index === words.length - 1) node.description(summary);
  }
  return node;
}

function contextOf(options: Record<string, unknown>, signal: AbortSignal): CommandContext {
  const json = options.json === true;
  const stream = json || options.events === true ? process.stderr : process.stdout;
  let lastPlain = 0;
  let onLine = false;
  const clear = (): void => {
    if (onLine) stream.write("\r\x1b[2K");
    onLine = false;
  };
  return {
    cwd: process.cwd(),
    env: { ...process.env },
    // A clock that is put back must not stop a run that waits: time goes on from what it was at the start.
    now: () => Math.round(performance.timeOrigin + performance.now()),
    stateDir: resolve(String(options.stateDir ?? ".maestro")),
    stack: options.stack as string | undefined,
    json,
    signal,
    say: (line) => {
      clear();
      stream.write(`${line}\n`);
    },
    emit: (line) => process.stdout.write(`${line}\n`),
    progress: (line) => {
      if (stream.isTTY) {
        stream.write(`\r\x1b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`);
        onLine = true;
      } else if (Date.now() - lastPlain >= 1000) {
        lastPlain = Date.now();
        stream.write(`${line}\n`);
      }
    },
  };
}

function print(kind: string, result: CommandResult, context: CommandContext): void {
  if (result.text !== "") context.say(result.text);
  if (context.json) writeDocument(kind, result.exitCode, result.document);
}

function fail(kind: string, error: unknown, json: boolean): ExitCode {
  const exitCode: ExitCode = error instanceof MaestroError ? error.exitCode : error instanceof CommanderError ? 2 : 4;
  const described = describe(error);
  if (json) writeDocument(kind, exitCode, { error: described });
  if (!(error instanceof CommanderError) || json) process.stderr.write(`${errorText(described)}\n`);
  if (
    !(error instanceof MaestroError) &&
    !(error instanceof CommanderError) &&
    error instanceof Error &&
    process.env.MAESTRO_DEBUG
  )
    process.stderr.write(`${error.stack}\n`);
  return exitCode;
}

interface ErrorDocument {
  code: string;
  message: string;
  file?: string | undefined;
  line?: number | undefined;
  column?: number | undefined;
  field?: string | undefined;
  next?: string | undefined;
}

function describe(error: unknown): ErrorDocument {
  if (error instanceof MaestroError) {
    const { code, message, file, line, column, field, next } = error;
    return { code, message, file, line, column, field, next };
  }
  if (error instanceof CommanderError)
    return { code: "usage", message: error.message.replace(/^error: /, ""), next: "add --help to see the usage" };
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message, next: "set MAESTRO_DEBUG=1 for the stack, then open an issue" };
}

/** One to three lines: where, what, what next. */
export function errorText(error: ErrorDocument): string {
  const place = [error.file, error.line, error.column].filter((part) => part !== undefined).join(":");
  const lines = [
    `error[${error.code}]${place ? ` ${place}` : ""}${error.field ? ` (${error.field})` : ""}: ${error.message}`,
  ];
  if (error.next) lines.push(`  next: ${error.next}`);
  return lines.join("\n");
}

function writeDocument(kind: string, exitCode: ExitCode, fields: Readonly<Record<string, unknown>>): void {
  const document = { schemaVersion: "1.0", kind, exitCode, generatedAt: new Date().toISOString(), ...fields };
  process.stdout.write(
    `${JSON.stringify(document, (_key, value) => (typeof value === "number" && !Number.isFinite(value) ? null : value), 2)}\n`,
  );
}
