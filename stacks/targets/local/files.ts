import { join } from "node:path";

/** Where a local process keeps its log and its state file. */
export function filesOf(stateDir: string, name: string): { readonly logFile: string; readonly stateFile: string } {
  return { logFile: join(stateDir, "logs", `${name}.log`), stateFile: join(stateDir, "processes", `${name}.json`) };
}
