import { InputError, OutsideError } from "../../core/errors/index.ts";
import { git } from "../git/run.ts";
import { type FileText, MAXIMUM_BYTES } from "./files.ts";

/** `git:REV:path` as its parts; null for any other argument. */
export function gitRevision(argument: string): { readonly revision: string; readonly path: string } | null {
  const match = /^git:([^:]+):(.*)$/.exec(argument);
  return match === null ? null : { revision: match[1]!, path: match[2]!.replace(/\/+$/, "") || "." };
}

/**
 * The files at or below a path of a commit, without checking anything out.
 *
 * @param names Which files of a folder are wanted.
 * @throws InputError `bad-revision` for a revision or path that is not there; OutsideError `git-failed`
 */
export function readFromGit(cwd: string, argument: string, names: RegExp): FileText[] {
  const { revision, path } = gitRevision(argument)!;
  const commit = git(cwd, ["rev-parse", "--verify", "-q", "--end-of-options", `${revision}^{commit}`])
    ?.toString()
    .trim();
  if (!commit) throw missing(argument, `git knows no revision ${revision}`, "name a branch, tag or commit");
  const listed = git(cwd, ["ls-tree", "-r", "-z", "-l", commit, "--", path])?.toString() ?? "";
  const entries = listed.split("\0").filter((line) => line !== "");
  if (entries.length === 0) throw missing(argument, `${path} is not in ${revision}`, "check the path");
  const single = entries.length === 1 && nameOf(entries[0]!) === path.replace(/^\.\//, "");
  return entries
    .filter((entry) => single || names.test(nameOf(entry)))
    .map((entry) => readEntry(cwd, revision, entry))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

function nameOf(entry: string): string {
  return entry.slice(entry.indexOf("\t") + 1);
}

function readEntry(cwd: string, revision: string, entry: string): FileText {
  const [mode = "", , object = "", size = ""] = entry.split(/\s+/, 4);
  const file = `git:${revision}:${nameOf(entry)}`;
  const refuse = (code: "symlink-out" | "too-large" | "invalid-utf8", message: string, next: string): FileText => ({
    file,
    problem: { code, message, next },
  });
  if (mode !== "100644" && mode !== "100755")
    return refuse("symlink-out", "it is a link, and no file", "put the file itself there");
  if (Number(size) > MAXIMUM_BYTES)
    return refuse("too-large", `${size} bytes, at most ${MAXIMUM_BYTES} are read`, "split the file");
  const bytes = git(cwd, ["cat-file", "blob", object]);
  if (bytes === null) throw new OutsideError("git-failed", `git cannot read ${file}`, { next: "run git fsck" });
  try {
    return { file, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return refuse("invalid-utf8", "it is not UTF-8", "save it as UTF-8");
  }
}

function missing(argument: string, message: string, next: string): InputError {
  return new InputError("bad-revision", message, { field: argument, next });
}
