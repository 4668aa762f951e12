import { globSync, readFileSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";

/** Why a file is not read; the rest still is. */
export interface FileProblem {
  readonly code: "missing-file" | "symlink-out" | "too-large" | "invalid-utf8" | "not-readable";
  readonly message: string;
  readonly next: string;
}

export type FileText =
  | { readonly file: string; readonly text: string }
  | { readonly file: string; readonly problem: FileProblem };

export const MAXIMUM_BYTES = 16 * 1024 * 1024;
const YAML_FILES: readonly string[] = ["yaml", "yml"];
const STAGES = ["prev", "next", "history"];

/** contracts/policy.yaml lies among the contracts and is none; a contract may still be called so. */
export function isPolicy(file: string): boolean {
  const parts = file.split(/[/\\]/);
  return parts.at(-1) === "policy.yaml" && !STAGES.includes(parts.at(-2) ?? "");
}

/**
 * The files that arguments stand for: files, folders (all below with these extensions), and patterns for shells that do not expand `**`.
 * Paths are relative to `cwd`, sorted, each once.
 */
export function contractFiles(cwd: string, args: readonly string[], extensions = YAML_FILES): string[] {
  const found = args.flatMap((arg) => {
    const path = resolve(cwd, arg);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return filesBelow(path, extensions);
    if (stat !== undefined || !/[*?[{]/.test(arg)) return [path];
    const matches = globSync(arg, { cwd }).map((match) => resolve(cwd, match));
    return matches.length === 0 ? [path] : matches;
  });
  // Some shells expand `contracts/**/*.yaml` to policy.yaml too.
  return [...new Set(found)]
    .filter((path) => !isPolicy(path))
    .map((path) => relative(cwd, path))
    .sort();
}

function filesBelow(folder: string, extensions: readonly string[]): string[] {
  return globSync(`**/*.{${extensions.join(",")}}`, { cwd: folder }).map((name) => join(folder, name));
}

/** Reads one file whole. Symbolic links must stay in `cwd`: a pull request must not make anything else be read. */
export function readContractFile(cwd: string, file: string): FileText {
  const path = resolve(cwd, file);
  const refuse = (code: FileProblem["code"], message: string, next: string): FileText => ({
    file,
    problem: { code, message, next },
  });
  try {
    const asked = relative(cwd, path);
    const inside = relative(realFolder(cwd), realpathSync.native(path));
    if (!asked.startsWith("..") && (inside.startsWith("..") || isAbsolute(inside)))
      return refuse("symlink-out", "it is a link to a place outside this folder", "put the file itself there");
    const { size } = statSync(path);
    if (size > MAXIMUM_BYTES)
      return refuse("too-large", `${size} bytes, at most ${MAXIMUM_BYTES} are read`, "split the file");
    return { file, text: utf8.decode(readFileSync(path)) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      return refuse("missing-file", "there is no such file", "check the path");
    if (error instanceof TypeError) return refuse("invalid-utf8", "it is not UTF-8", "save it as UTF-8");
    return refuse("not-readable", (error as Error).message, "check the path and its rights");
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
const folders = new Map<string, string>();

/** Asked once a folder: a registry of thousands lies in one. */
function realFolder(folder: string): string {
  const known = folders.get(folder) ?? realpathSync.native(folder);
  folders.set(folder, known);
  return known;
}
