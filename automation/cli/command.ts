import type { Command as Commander } from "commander";
import type { ExitCode } from "../../core/errors/index.ts";

/** What a command may touch of the process; the entry point binds it. */
export interface CommandContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  /** Absolute. */
  readonly stateDir: string;
  readonly stack: string | undefined;
  readonly json: boolean;
  /** People's lines: stderr when --json is on. */
  readonly say: (line: string) => void;
  /** One line of raw stdout, for NDJSON streams (`--events`). */
  readonly emit: (line: string) => void;
  /** Rewrites the last line on a TTY; elsewhere the same as `say`, at most once a second. */
  readonly progress: (line: string) => void;
  /** Aborted on the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

/** What a command returns: the fields of its JSON document beside the envelope, and its text for people. */
export interface CommandResult {
  readonly exitCode: ExitCode;
  readonly document: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface Command {
  /** Adds arguments and options. `--json`, `--stack`, `--state-dir` are there already. */
  readonly declare?: (command: Commander) => void;
  /** One line that can be typed. */
  readonly example: string;
  readonly run: (
    context: CommandContext,
    args: readonly string[],
    options: Readonly<Record<string, unknown>>,
  ) => Promise<CommandResult>;
}

export interface CommandEntry {
  /** The words after the bin's name; joined by dots they are the document's kind. */
  readonly words: readonly string[];
  readonly summary: string;
  /** Kept lazy so that a command loads only what it uses. */
  readonly load: () => Promise<Command>;
}
