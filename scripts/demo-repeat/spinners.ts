import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";

/** Spins in slices, so that it notices when whoever started it is gone. */
const spin =
  "const parent = process.ppid; for (;;) { const end = Date.now() + 200; while (Date.now() < end); if (process.ppid !== parent) process.exit(); }";

/** Keeps every core busy until it is stopped. */
export function startSpinners(count = availableParallelism()): {
  readonly pids: readonly number[];
  stop(): Promise<void>;
} {
  const children = Array.from({ length: count }, () => spawn(process.execPath, ["-e", spin], { stdio: "ignore" }));
  return {
    pids: children.flatMap(({ pid }) => pid ?? []),
    stop: async () => void (await Promise.all(children.map(end))),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await over;
}
