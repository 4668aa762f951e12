import { rmSync } from "node:fs";
import { type EndOutcome, endProcess } from "../../../../adapters/process/identity.ts";
import { readRecord } from "./record.ts";

export interface StopOptions {
  readonly stateFile: string;
  /** Milliseconds it may take to finish its requests after SIGTERM, before SIGKILL. */
  readonly graceMs: number;
}

/**
 * Ends the process that a state file names, waits until it is gone and removes the file. Only the very process that
 * was started is signalled.
 * @returns `gone` when it had ended before or there is no such file
 * @throws OutsideError `process-not-permitted`, `process-survives`; InputError `process-state-malformed`
 */
export async function stopProcess({ stateFile, graceMs }: StopOptions): Promise<EndOutcome> {
  const record = readRecord(stateFile);
  if (record === null) return "gone";
  const outcome = await endProcess(record, { graceMs });
  rmSync(stateFile, { force: true });
  return outcome;
}
