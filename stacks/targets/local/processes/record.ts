import { readFileSync } from "node:fs";
import * as z from "zod";
import { writeFileAtomic } from "../../../../adapters/files/atomic.ts";
import { InputError, OutsideError } from "../../../../core/errors/index.ts";

const record = z.strictObject({
  schemaVersion: z.literal("1.0"),
  name: z.string(),
  pid: z.int().positive(),
  startedAt: z.string().describe("Opaque, together with pid it names one process"),
  ports: z.record(z.string(), z.int()),
  logFile: z.string(),
  fingerprint: z.string().describe("SHA-256 of what was started, without its ports"),
  ready: z.boolean().describe("False from the start until the process has answered"),
});

/** What the state file of a process holds. It has no secret: of the environment only a digest is kept. */
export type ProcessRecord = z.infer<typeof record>;

/**
 * @returns null when there is no file
 * @throws InputError `process-state-malformed`; OutsideError `file-not-readable`
 */
export function readRecord(stateFile: string): ProcessRecord | null {
  let text: string;
  try {
    text = readFileSync(stateFile, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw new OutsideError("file-not-readable", `cannot read the state of a process (${code})`, {
      file: stateFile,
      next: `look at it: ls -l ${stateFile}`,
      cause,
    });
  }
  try {
    return record.parse(JSON.parse(text));
  } catch (cause) {
    const field = cause instanceof z.ZodError ? cause.issues[0]?.path.join(".") : undefined;
    throw new InputError("process-state-malformed", "not the state of a process", {
      file: stateFile,
      field,
      next: `see whether its process still runs, end it, and remove the file: rm ${stateFile}`,
      cause,
    });
  }
}

export function writeRecord(stateFile: string, value: ProcessRecord): void {
  writeFileAtomic(stateFile, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}
