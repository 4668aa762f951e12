import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PullRequestRepo, pullRequestRepo } from "../../support/pull-request-repo.ts";

const script = join(process.cwd(), "scripts/freeze-enforce.js");
let repo: PullRequestRepo;
beforeEach(() => {
  repo = pullRequestRepo({ approvals: 2, exceptions: ["security"] });
});
afterEach(() => repo.remove());

interface Asked {
  readonly labels?: unknown;
  readonly reviews?: unknown;
  readonly author?: string;
  readonly env?: Record<string, string>;
}

async function enforce(
  head: string,
  { labels = ["FREEZE-APPROVED"], reviews, author = "carol", env = {} }: Asked = {},
) {
  const event = { pull_request: { body: "CAB: CAB-7", labels, head: { sha: head }, user: { login: author } } };
  repo.write(".git/event.json", JSON.stringify(event));
  repo.write(".git/reviews.json", JSON.stringify(reviews ?? []));
  const args = ["--config", "freeze.yaml", "--event", ".git/event.json", "--reviews", ".git/reviews.json", "--json"];
  const run = await execa(process.execPath, [script, ...args], { cwd: repo.dir, reject: false, env });
  const document = JSON.parse(run.stdout) as {
    decision: string;
    rule: string;
    reasons: { code: string }[];
    evidence: { carveOut: string | null };
  };
  return { code: run.exitCode, stderr: run.stderr, ...document, codes: document.reasons?.map(({ code }) => code) };
}
const review = (login: string, commit: string) => ({
  id: 1,
  state: "APPROVED",
  commit_id: commit,
  user: { login },
  author_association: "MEMBER",
});

describe("freeze-enforce where the window wants two approvals", () => {
  it("counts signatures for the head commit, also when they are committed on top of it, and none after a later push", async () => {
    const head = repo.push("app.ts", "1");
    expect((await enforce(head)).codes).toEqual(["approvals-missing"]);
    const first = repo.push("freeze/approvals/a.json", repo.envelope("alice", head));
    expect((await enforce(first)).codes).toEqual(["approvals-missing"]);
    const both = repo.push("freeze/approvals/b.json", repo.envelope("bob", head));
    expect(await enforce(both)).toMatchObject({ code: 0, decision: "allow", rule: "label-ticket-and-approvals" });
    expect((await enforce(both, { labels: ["bug"] })).codes).toEqual(["label-missing"]);
    const later = repo.push("app.ts", "2");
    expect(await enforce(later)).toMatchObject({ code: 1, codes: ["approvals-missing"] });
  });

  it("counts reviews of the head commit by others, and one person once", async () => {
    const head = repo.push("app.ts", "1");
    expect(await enforce(head, { reviews: [review("alice", head), review("bob", head)] })).toMatchObject({ code: 0 });
    expect((await enforce(head, { reviews: [review("alice", head), review("bob", "0".repeat(40))] })).code).toBe(1);
    expect(
      (await enforce(head, { reviews: [review("alice", head), review("bob", head)], author: "bob" })).codes,
    ).toContain("self-approval");
    expect((await enforce(head, { reviews: [review("alice", head), review("mallory", head)] })).code).toBe(1);
    repo.write("freeze/approvals/a.json", repo.envelope("alice", head));
    expect((await enforce(head, { reviews: [review("alice", head)] })).code).toBe(1);
    expect((await enforce(head, { reviews: [review("bob", head)] })).code).toBe(0);
  });

  it("takes a carve-out from a code owner's signature, never from a label", async () => {
    const head = repo.push("app.ts", "1");
    const labels = ["FREEZE-APPROVED", "security"];
    expect(await enforce(head, { labels })).toMatchObject({
      code: 1,
      codes: ["approvals-missing", "carve-out-not-asserted"],
    });
    repo.write("freeze/approvals/s.json", repo.envelope("alice", head, { role: "code-owner", category: "security" }));
    expect(await enforce(head)).toMatchObject({ code: 0, rule: "carve-out", evidence: { carveOut: "security" } });
    expect((await enforce(head, { labels: [] })).codes).toEqual(["label-missing"]);
  });

  it("does not let the working tree loosen calendar, approvers or register", async () => {
    const head = repo.push("app.ts", "1");
    repo.write("freeze.yaml", "freeze: []\n");
    expect((await enforce(head)).code).toBe(1);
    repo.git("checkout", "-q", "freeze.yaml");
    repo.write("freeze/cab.yaml", "tickets: [{id: CAB-8, status: approved}]\n");
    const reviews = [review("alice", head), review("bob", head)];
    expect((await enforce(head, { reviews })).codes).toEqual(["ticket-not-in-register"]);
    repo.write("freeze/cab.yaml", "tickets: [{id: CAB-7, status: approved}]\n");
    expect((await enforce(head, { reviews })).code).toBe(0);
  });

  it("annotates and summarises in a GitHub job, escaping what comes from outside", async () => {
    const head = repo.push("app.ts", "1");
    const file = join(repo.dir, ".git/summary.md");
    const run = await enforce(head, {
      labels: ["nope\n::error::x"],
      env: { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: file },
    });
    const lines = run.stderr.split("\n").filter((line) => line.startsWith("::"));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^::error file=freeze\.yaml,title=Change freeze%3A label-missing::/);
    expect(readFileSync(file, "utf8")).toContain("## Change freeze: refused");
  });

  it.each([
    ["{", "is not JSON", 1],
    ['[{"state": 1}]', "state", undefined],
  ])("takes reviews of %j for bad input", async (text, message, line) => {
    const head = repo.push("app.ts", "1");
    repo.write(
      ".git/event.json",
      JSON.stringify({ pull_request: { body: "CAB: CAB-7", labels: [], head: { sha: head } } }),
    );
    repo.write(".git/r.json", text);
    const args = ["--config", "freeze.yaml", "--event", ".git/event.json", "--reviews", ".git/r.json", "--json"];
    const run = await execa(process.execPath, [script, ...args], { cwd: repo.dir, reject: false });
    expect(run.exitCode).toBe(2);
    const { error } = JSON.parse(run.stdout) as { error: { message: string; line?: number } };
    expect(error.message).toContain(message);
    expect(error.line).toBe(line);
  });
});
