import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const recordSchema = z.strictObject({
  process: z.strictObject({ pid: z.number().int().positive(), startedAt: z.string() }).nullable(),
  port: z.number().int().min(1).max(65535),
  data: z.string(),
  account: z.string().nullable(),
});

/** server.json: which process serves which data folder on which port. A hint: the process decides what is true. */
export type ServerRecord = z.infer<typeof recordSchema>;

const RECORD = "server.json";
const PASSWORD = "password";

/** null when there is none or it cannot be read as one. */
export function readRecord(folder: string): ServerRecord | null {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(join(folder, RECORD), "utf8")));
  } catch {
    return null;
  }
}

export function writeRecord(folder: string, record: ServerRecord): void {
  replaceFile(join(folder, RECORD), `${JSON.stringify(record, null, 2)}\n`);
}

/** The superuser's password, made at the first call; mode 0600. */
export function password(folder: string): string {
  const file = join(folder, PASSWORD);
  try {
    const text = readFileSync(file, "utf8").trim();
    if (text !== "") return text;
  } catch {}
  const made = randomBytes(24).toString("base64url");
  replaceFile(file, `${made}\n`);
  return made;
}

function replaceFile(file: string, text: string): void {
  const temporary = `${file}.${process.pid}`;
  try {
    writeFileSync(temporary, text, { mode: 0o600, flush: true });
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}
