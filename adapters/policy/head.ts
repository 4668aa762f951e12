import { approvalsFolder } from "./source-digest.ts";
import { gitIn } from "./trusted.ts";

/** How far back a chain of commits that only add approvals is followed. */
const longest = 50;

/** A commit that is to be merged, and what its history says of approvals. */
export interface Head {
  /** The commit itself, and those before it from which it differs below freeze/approvals only. */
  readonly same: readonly string[];
  /** Envelopes that lie below freeze/approvals in it: name → text. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Reads a commit without checking it out. An approval is bound to a commit, and committing it makes another: that one
 * counts as the same when nothing but approvals changed since. What is not in this checkout is the commit alone.
 * @param sha the commit's full id
 * @throws OutsideError `policy-git-failed`
 */
export async function readHead(root: string, sha: string): Promise<Head> {
  const git = await gitIn(root);
  const nothing: Head = { same: [sha], files: new Map() };
  if (git === null || !/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(sha)) return nothing;
  if ((await git("cat-file", "-e", `${sha}^{commit}`)) === null) return nothing;
  const prefix = (await git("rev-parse", "--show-prefix"))?.trim() ?? "";
  const folder = `${prefix}${approvalsFolder}/`;
  const same = [sha];
  for (let commit = sha; same.length < longest; commit = same.at(-1)!) {
    const parents = (await git("rev-list", "--parents", "-n", "1", commit))?.trim().split(" ").slice(1) ?? [];
    if (parents.length !== 1) break;
    const changed = await git("diff-tree", "-r", "-z", "--no-renames", "--name-only", "--no-commit-id", commit);
    const paths = changed?.split("\0").filter((path) => path !== "") ?? [];
    if (paths.length === 0 || !paths.every((path) => path.startsWith(folder))) break;
    same.push(parents[0]!);
  }
  const listed = (await git("ls-tree", "-z", "--full-tree", "--name-only", sha, "--", folder))?.split("\0") ?? [];
  const files = new Map<string, string>();
  for (const path of listed.filter((one) => one.endsWith(".json")).slice(0, 1000)) {
    const text = await git("cat-file", "blob", `${sha}:${path}`);
    if (text !== null) files.set(path.slice(prefix.length), text);
  }
  return { same, files };
}
