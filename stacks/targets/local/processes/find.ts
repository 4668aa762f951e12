import { isSame } from "../../../../adapters/process/identity.ts";
import { type ProcessRecord, readRecord } from "./record.ts";

/**
 * `running`: the very process that was started still runs. `gone`: it ended, or its pid is a stranger's now.
 * `none`: nothing was started under this state file.
 */
export type Found =
  | { readonly kind: "running"; readonly process: ProcessRecord }
  | { readonly kind: "gone"; readonly process: ProcessRecord }
  | { readonly kind: "none" };

/** Finds a process again by its state file. @throws InputError `process-state-malformed` */
export function findProcess(stateFile: string): Found {
  const record = readRecord(stateFile);
  if (record === null) return { kind: "none" };
  return { kind: isSame(record) ? "running" : "gone", process: record };
}
