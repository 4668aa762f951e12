import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { OutsideError, RefusedError } from "../../core/errors/index.ts";

const run = promisify(execFile);

/** The commit that rules are trusted from, and how it was found. */
export interface TrustedRef {
  readonly commit: string;
  readonly found: "merge-base" | "head" | "origin-main" | "policy-ref";
  /** The file's text at that commit, by its path below the project; null where the commit has none. */
  readonly read: (file: string) => Promise<string | null>;
  /** The files that lie directly in a folder at that commit, by their paths below the project; empty where it has none. */
  readonly list: (folder: string) => Promise<string[]>;
  /** What the file was on the way to that commit, newest first, `most` versions at most; `at` is the commit's time in epoch ms. */
  readonly history: (
    file: string,
    most: number,
  ) => Promise<readonly { readonly at: number; readonly text: string | null }[]>;
}

/**
 * The merge base with origin/main, or HEAD where there is no such branch. Null: the project is in no git checkout, or
 * the checkout has no commit.
 *
 * Whoever calls chooses environment and PATH, so git is taken from where systems put it before PATH is asked, and
 * without any GIT_ variable.
 * @throws OutsideError `policy-git-failed` when there is a checkout that git cannot read: never the same as "none"
 */
export async function trustedRef(root: string): Promise<TrustedRef | null> {
  return (await trustedRefs(root))[0] ?? null;
}

/**
 * The same, and beside it what origin/main is now, since a branch may have left it before a freeze was written down, and
 * the revision that the stack's config names as `policy.ref`: besides, never instead, so that they can only tighten. None: the project is in no git checkout.
 * @param policyRef a git revision, or null
 * @throws RefusedError `policy-ref-unknown`: rules that cannot be read permit nothing. OutsideError as above
 */
export async function trustedRefs(root: string, policyRef: string | null = null): Promise<TrustedRef[]> {
  const folder = realpathSync(root);
  const unknown = (why: string): RefusedError =>
    new RefusedError("policy-ref-unknown", `policy.ref ${JSON.stringify(policyRef)} ${why}`, {
      field: "policy.ref",
      next: "git fetch it, or correct maestro-conductor:policy.ref",
    });
  if (!insideCheckout(folder)) {
    if (policyRef !== null) throw unknown("needs a git checkout");
    return [];
  }
  const git = gitOf(folder);
  const prefix = await git("rev-parse", "--show-prefix");
  if (prefix === null) throw failed(undefined);
  const head = (await git("rev-parse", "--verify", "-q", "HEAD^{commit}"))?.trim();
  if (!head) {
    if (policyRef !== null) throw unknown("is no commit here");
    return [];
  }
  const base = (await git("merge-base", "HEAD", "refs/remotes/origin/main"))?.trim();
  const wanted =
    policyRef === null
      ? null
      : (await git("rev-parse", "--verify", "-q", "--end-of-options", `${policyRef}^{commit}`))?.trim();
  if (wanted === undefined || wanted === "") throw unknown("is no commit here");
  const refAt = (commit: string, found: TrustedRef["found"]): TrustedRef => ({
    commit,
    found,
    read: async (file) => {
      const path = `${prefix.trim()}${file}`;
      const text = await git("cat-file", "blob", `${commit}:${path}`);
      if (text !== null) return text;
      // Git says no in the same way to a file that is not there and to one that cannot be read.
      const listed = await git("ls-tree", "-z", "--full-tree", commit, "--", path);
      if (listed !== "") throw failed(undefined);
      return null;
    },
    list: async (folder) => {
      const path = `${prefix.trim()}${folder}/`;
      const listed = await git("ls-tree", "-z", "--full-tree", "--name-only", commit, "--", path);
      if (listed === null) throw failed(undefined);
      const names = listed.split("\0").filter((name) => name !== "");
      return names.map((name) => name.slice(prefix.trim().length));
    },
    history: async (file, most) => {
      const path = `${prefix.trim()}${file}`;
      const log = await git("log", "--first-parent", `-n${most}`, "--format=%H %ct", commit, "--", `:(top)${path}`);
      if (log === null) throw failed(undefined);
      const changes = log.split("\n").filter((line) => line !== "");
      return await Promise.all(
        changes.map(async (line) => {
          const [at, seconds] = line.split(" ") as [string, string];
          return { at: Number(seconds) * 1000, text: await git("cat-file", "blob", `${at}:${path}`) };
        }),
      );
    },
  });
  // The tip tells of a freeze that began after this branch left main; what was there when it left still holds too.
  const tip = base
    ? (await git("rev-parse", "--verify", "-q", "refs/remotes/origin/main^{commit}"))?.trim()
    : undefined;
  return [
    refAt(base || head, base ? "merge-base" : "head"),
    ...(tip && tip !== base ? [refAt(tip, "origin-main")] : []),
    ...(wanted ? [refAt(wanted, "policy-ref")] : []),
  ];
}

type Git = (...args: string[]) => Promise<string | null>;

/** Runs git in a project; null: it is in no checkout. A command that git itself answers with no gives null. */
export async function gitIn(root: string): Promise<Git | null> {
  const folder = realpathSync(root);
  return insideCheckout(folder) ? gitOf(folder) : null;
}

function gitOf(folder: string): Git {
  return async (...args) => {
    try {
      const options = {
        cwd: folder,
        // Whoever runs it can lay other objects over the trusted ones with git replace.
        env: { PATH: process.env.PATH ?? "", GIT_NO_REPLACE_OBJECTS: "1" },
        maxBuffer: 64 * 1024 * 1024,
        timeout: 20_000,
      };
      return (await run(gitBinary(), ["-c", "safe.directory=*", ...args], options)).stdout;
    } catch (cause) {
      const { code, killed } = cause as { code?: unknown; killed?: boolean };
      // A number is git's own answer: no such branch, no such file.
      if (typeof code === "number" && !killed) return null;
      throw failed(cause);
    }
  };
}

function insideCheckout(folder: string): boolean {
  if (existsSync(join(folder, ".git"))) return true;
  return dirname(folder) !== folder && insideCheckout(dirname(folder));
}

function gitBinary(): string {
  return ["/usr/bin/git", "/usr/local/bin/git", "/opt/homebrew/bin/git"].find((path) => existsSync(path)) ?? "git";
}

function failed(cause: unknown): OutsideError {
  return new OutsideError("policy-git-failed", "git cannot say which rules are trusted", {
    next: "run git status in the project, and mend what it says",
    cause,
  });
}
