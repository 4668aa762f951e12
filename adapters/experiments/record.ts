import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import { OutsideError } from "../../core/errors/index.ts";
import { type Experiment, experimentSchema, manifestSchema } from "../../core/experiments/index.ts";
import { writeFileAtomic } from "../files/atomic.ts";
import { parseYamlFile } from "../yaml/index.ts";
import { type ExperimentPlace, experimentPlace, experimentsFolder } from "./place.ts";

const startedSchema = z.strictObject({
  schemaVersion: z.literal("1.0"),
  at: z.iso.datetime(),
  actor: z.string(),
  digest: z.string(),
  /** As it was read, and from where. */
  definition: z.strictObject({ file: z.string(), text: z.string() }),
  /** The approval of its review; null where none was asked for. */
  review: z.string().nullable(),
});
export type StartedRecord = z.infer<typeof startedSchema>;

const endingSchema = z.strictObject({
  schemaVersion: z.literal("1.0"),
  at: z.iso.datetime(),
  actor: z.string(),
  manifest: manifestSchema,
  /** A file of events beside the experiment's own, to be emptied too. */
  events: z.string().nullable(),
});
export type EndingRecord = z.infer<typeof endingSchema>;

/** Null: it never was started here. @throws OutsideError `experiment-record`, InputError for the definition. */
export function readStarted(stateDir: string, name: string): (StartedRecord & { experiment: Experiment }) | null {
  const record = readRecord(experimentPlace(stateDir, name).started, startedSchema);
  if (record === null) return null;
  const { file, text } = record.definition;
  return { ...record, experiment: parseYamlFile(text, file, experimentSchema) };
}

/** The intent to end, whether all of it is done or not. */
export function readEnding(place: ExperimentPlace): { readonly record: EndingRecord; readonly done: boolean } | null {
  const done = readRecord(place.ended, endingSchema);
  if (done !== null) return { record: done, done: true };
  const record = readRecord(place.ending, endingSchema);
  return record && { record, done: false };
}

/** Writes a record that is not there yet, in one step. @returns false where another was quicker: its record counts. */
export function writeRecord(path: string, record: StartedRecord | EndingRecord): boolean {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileAtomic(draft, `${JSON.stringify(record, null, 2)}\n`);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Every experiment that was started here. */
export function startedNames(stateDir: string): readonly string[] {
  const folder = experimentsFolder(stateDir);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => existsSync(experimentPlace(stateDir, name).started));
}

export function hasEnded(place: ExperimentPlace): boolean {
  return existsSync(place.ending) || existsSync(place.ended);
}

/** The key of an experiment's hashes, made at its start. Null once it has been cleaned up. */
export function readSalt(place: ExperimentPlace): Uint8Array | null {
  return existsSync(place.salt) ? Buffer.from(readFileSync(place.salt, "utf8").trim(), "hex") : null;
}

export function makeSalt(place: ExperimentPlace): void {
  if (existsSync(place.salt)) return;
  mkdirSync(place.folder, { recursive: true });
  writeFileAtomic(place.salt, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
}

function readRecord<S extends z.ZodType>(path: string, schema: S): z.output<S> | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new OutsideError("experiment-record", "this record of an experiment cannot be read", {
      file: path,
      next: "restore it from a backup; the ledger says what was started and how it ended",
      cause,
    });
  }
}
