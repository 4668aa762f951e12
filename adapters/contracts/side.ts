import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { contractFiles, type FileText, isPolicy, readContractFile } from "./files.ts";
import { gitRevision, readFromGit } from "./git.ts";

/** The texts of one side of a diff, and whether a single file was named. */
export interface Side {
  readonly texts: readonly FileText[];
  readonly single: boolean;
  /** What a file is called below the folder that was named. */
  readonly nameOf: (file: string) => string;
}

export type SideFormat = "native" | "jsonschema" | "avro";
const EXTENSIONS: Readonly<Record<SideFormat, readonly string[]>> = {
  native: ["yaml", "yml"],
  jsonschema: ["json", "yaml", "yml"],
  avro: ["avsc", "json"],
};
const YAML = /\.ya?ml$/;

/** Reads a file, a folder, a pattern, or `git:REV:path`. */
export function readSide(cwd: string, argument: string, format: SideFormat = "native"): Side {
  const extensions = EXTENSIONS[format];
  if (gitRevision(argument) !== null) {
    const names = new RegExp(`\\.(${extensions.join("|")})$`);
    const texts = readFromGit(cwd, argument, names).filter(({ file }) => !isPolicy(file));
    const folder = `${argument.replace(/\/+$/, "")}/`;
    const nameOf = (file: string) => (file.startsWith(folder) ? file.slice(folder.length) : file);
    return { texts, single: texts.length === 1 && texts[0]!.file === argument, nameOf };
  }
  const folder = statSync(resolve(cwd, argument), { throwIfNoEntry: false })?.isDirectory() === true;
  const files = contractFiles(cwd, [argument], extensions);
  return {
    texts: files.map((file) => readContractFile(cwd, file)),
    single: !folder && files.length === 1,
    nameOf: (file) => relative(resolve(cwd, argument), resolve(cwd, file)),
  };
}

/**
 * Where the versions before PREV lie: `history` beside PREV's folder, in the same commit where that is one; else
 * contracts/history.
 */
export function historyOf(cwd: string, prev: string): string | null {
  const revision = gitRevision(prev);
  const path = revision?.path ?? prev;
  const folder = YAML.test(path) ? dirname(path) : path;
  const beside = join(dirname(folder), "history");
  if (revision !== null) return `git:${revision.revision}:${beside}`;
  return [beside, join("contracts", "history")].find((one) => existsSync(resolve(cwd, one))) ?? null;
}
