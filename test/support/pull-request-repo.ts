import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { type ApprovalPredicate, type Signer, signApproval } from "../../core/attest/index.ts";
import { keyPair } from "./attest-keys.ts";

/** A git repository with a calendar in which a freeze always holds, two approvers, and a pull request's branch. */
export interface PullRequestRepo {
  readonly dir: string;
  readonly alice: Signer;
  readonly bob: Signer;
  readonly write: (file: string, text: string) => void;
  readonly git: (...args: string[]) => string;
  /** Commits everything on the pull request's branch without checking it out for long; gives the commit. */
  readonly push: (file: string, text: string) => string;
  readonly envelope: (who: "alice" | "bob", head: string, change?: Partial<ApprovalPredicate>) => string;
  readonly remove: () => void;
}

export function pullRequestRepo(window: object): PullRequestRepo {
  const dir = mkdtempSync(join(tmpdir(), "maestro-pull-"));
  const [a, b] = [keyPair(), keyPair("p256")];
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  };
  const git = (...args: string[]): string => {
    const who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
    return execFileSync("git", [...who, ...args], { cwd: dir, encoding: "utf8" }).trim();
  };
  git("init", "-q", "-b", "main");
  write("freeze.yaml", stringify({ freeze: { name: "year-end", start: "2020-01-01", end: "2099-12-31", ...window } }));
  const approvers = [
    { id: "alice", roles: ["cab", "code-owner"], publicKey: a.publicPem },
    { id: "bob", roles: ["cab"], publicKey: b.publicPem },
  ];
  write("freeze/approvers.yaml", stringify({ approvers }));
  git("add", "-A");
  git("commit", "-q", "-m", "base");
  git("branch", "pull");
  const push = (file: string, text: string): string => {
    git("checkout", "-q", "pull");
    write(file, text);
    git("add", "-A");
    git("commit", "-q", "-m", file);
    const head = git("rev-parse", "HEAD");
    git("checkout", "-q", "main");
    return head;
  };
  const envelope = (who: "alice" | "bob", head: string, change: Partial<ApprovalPredicate> = {}): string => {
    const predicate: ApprovalPredicate = {
      purpose: "freeze",
      target: null,
      ticket: "CAB-7",
      approver: who,
      role: "cab",
      requestedBy: "carol",
      category: null,
      limits: null,
      issuedAt: "2026-01-01T00:00:00Z",
      expiresAt: "2098-01-01T00:00:00Z",
      nonce: "00112233445566778899aabbccddeeff",
      ...change,
    };
    return JSON.stringify(signApproval(predicate, { head }, who === "alice" ? a.signer : b.signer));
  };
  return {
    dir,
    alice: a.signer,
    bob: b.signer,
    write,
    git,
    push,
    envelope,
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
