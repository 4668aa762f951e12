import { InputError } from "../../core/errors/index.ts";
import { git } from "./run.ts";

/** A file as one commit left it. */
export interface FileRevision {
  readonly commit: string;
  readonly author: string;
  /** When it was committed, epoch ms. */
  readonly at: number;
  readonly subject: string;
  /** Null: the commit removed it. */
  readonly text: string | null;
}

/** A history that is longer is cut off at its old end. */
export const maximumRevisions = 2_000;

/**
 * The revisions of a file on the current branch, oldest first: a merge counts as one change, when it came to the branch.
 *
 * @param file Below the folder.
 * @throws InputError `no-history` outside a git checkout or before its first commit
 */
export function fileHistory(folder: string, file: string): readonly FileRevision[] {
  const format = "%H%x1f%an%x1f%cI%x1f%s";
  const args = ["log", "--first-parent", "-z", `--max-count=${maximumRevisions}`, `--format=${format}`, "--", file];
  const log = git(folder, args);
  const prefix = git(folder, ["rev-parse", "--show-prefix"])?.toString().trim();
  if (log === null || prefix === undefined)
    throw new InputError("no-history", "there is no git history here", {
      file,
      next: "run it in a git checkout with a commit",
    });
  const commits = log
    .toString()
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => line.split("\x1f"));
  const texts = blobs(
    folder,
    commits.map(([commit]) => `${commit}:${prefix}${file}`),
  );
  return commits
    .map(([commit = "", author = "", at = "", subject = ""], index) => ({
      commit,
      author,
      at: Date.parse(at),
      subject,
      text: texts[index] ?? null,
    }))
    .reverse();
}

/** The texts of objects, by one process; null for one that is not there. */
function blobs(folder: string, names: readonly string[]): (string | null)[] {
  const output = git(folder, ["cat-file", "--batch"], `${names.join("\n")}\n`) ?? Buffer.alloc(0);
  let at = 0;
  return names.map(() => {
    const end = output.indexOf(10, at);
    const head = /^[0-9a-f]+ blob (\d+)$/.exec(output.subarray(at, end).toString());
    at = end + 1;
    if (head === null) return null;
    const text = output.subarray(at, at + Number(head[1])).toString("utf8");
    at += Number(head[1]) + 1;
    return text;
  });
}
