import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { OutsideError } from "../../core/errors/index.ts";

/**
 * What git prints, or null where it says no: no such revision, no such path, no repository. git is taken from where
 * systems put it before PATH is asked, without any GIT_ variable.
 *
 * @throws OutsideError `git-failed` where it cannot be run
 */
export function git(cwd: string, args: readonly string[], input?: string): Buffer | null {
  const binary = ["/usr/bin/git", "/usr/local/bin/git", "/opt/homebrew/bin/git"].find((path) => existsSync(path));
  try {
    return execFileSync(binary ?? "git", ["-c", "safe.directory=*", ...args], {
      cwd,
      env: { PATH: process.env.PATH ?? "" },
      maxBuffer: 256 * 1024 * 1024,
      timeout: 60_000,
      ...(input === undefined ? {} : { input }),
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "ignore"],
    });
  } catch (cause) {
    if (typeof (cause as { status?: unknown }).status === "number") return null;
    throw new OutsideError("git-failed", "git could not be run", { next: "install git, or name files", cause });
  }
}
