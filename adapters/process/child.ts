import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface NodeChildOptions {
  readonly script: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Lines of both streams, as they come. */
  readonly onLine: (line: string) => void;
}

/** Runs node on a script and waits for its end, however it ends. */
export async function runNode(
  options: NodeChildOptions,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
  const env = Object.fromEntries(
    Object.entries(options.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  const child = spawn(process.execPath, [options.script, ...options.args], {
    cwd: options.cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", options.onLine);
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve({ code, signal }));
  });
}
