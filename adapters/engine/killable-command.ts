import { dirname, isAbsolute } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as sdkErrors from "@pulumi/pulumi/automation/errors.js";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { execa } from "execa";
import { endProcess, identify } from "../process/identity.ts";

/** The call of the engine that the SDK makes; its type is internal there. */
type RunCommand = (
  args: string[],
  cwd: string,
  env: Record<string, string>,
  onOutput?: (text: string) => void,
  onError?: (text: string) => void,
  signal?: AbortSignal,
) => Promise<unknown>;

/**
 * How long an aborted operation may take to end by itself. The engine ends the resource it works on and writes its
 * state on the first SIGINT; one that hangs in a pack or a provider does not answer to it at all.
 */
export const cancelGraceMs = 1_500;

/**
 * The engine's command, whose operations end within `graceMs` of being aborted, whatever they hang in: SIGINT first,
 * then SIGKILL to its whole process group, language host, packs and providers included. Replicas and router are in
 * sessions of their own and live on. What has no signal runs as the SDK runs it.
 */
export async function killableCommand(graceMs = cancelGraceMs): Promise<PulumiCommand> {
  const command = await PulumiCommand.get();
  const plain = command as unknown as { run: RunCommand };
  const sdkRun = plain.run.bind(command);
  plain.run = async (args, cwd, env, onOutput, onError, signal) => {
    if (signal === undefined) return await sdkRun(args, cwd, env, onOutput, onError);
    return await runInGroup({ command: command.command, args, cwd, env, onOutput, onError, signal, graceMs });
  };
  return command;
}

/** Not in the SDK's types: what `ConcurrentUpdateError` and the others are told apart by. */
const { createCommandError } = sdkErrors as unknown as { createCommandError: (result: object) => Error };

async function runInGroup(options: {
  command: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  onOutput: ((text: string) => void) | undefined;
  onError: ((text: string) => void) | undefined;
  signal: AbortSignal;
  graceMs: number;
}): Promise<{ stdout: string; stderr: string; code: number; toString(): string }> {
  const { command, cwd, env, onOutput, onError, signal, graceMs } = options;
  signal.throwIfAborted();
  const args = options.args.includes("--non-interactive") ? options.args : [...options.args, "--non-interactive"];
  const path = isAbsolute(command) ? { PATH: `${dirname(command)}:${env.PATH ?? process.env.PATH}` } : {};
  const child = execa(command, args, {
    cwd,
    env: { ...env, ...path, PULUMI_AUTOMATION_API: "true" },
    maxBuffer: Number.POSITIVE_INFINITY,
    detached: true,
    reject: false,
    stdin: "ignore",
    stripFinalNewline: false,
  });
  child.stdout?.on("data", (data: Buffer) => onOutput?.(data.toString()));
  child.stderr?.on("data", (data: Buffer) => onError?.(data.toString()));
  const identity = child.pid === undefined ? null : identify(child.pid);
  let over = false;
  const cancel = async (): Promise<void> => {
    child.kill("SIGINT");
    await sleep(graceMs);
    if (!over && identity !== null) await endProcess(identity, { graceMs: 0, group: true }).catch(() => undefined);
  };
  const onAbort = (): void => void cancel();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const { stdout, stderr, exitCode, message } = await child;
    const code = exitCode ?? -2;
    const result = {
      stdout: String(stdout ?? ""),
      stderr: String(stderr ?? ""),
      code,
      toString: () => `code: ${code}\n stdout: ${String(stdout)}\n stderr: ${String(stderr)}\n`,
    };
    if (code === 0) return result;
    throw createCommandError({ ...result, stderr: result.stderr || (message ?? "") });
  } finally {
    over = true;
    signal.removeEventListener("abort", onAbort);
  }
}
