import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { pullNumber } from "../../../automation/ci/freeze-action.ts";
import { type PullRequestRepo, pullRequestRepo } from "../../support/pull-request-repo.ts";

/** A loopback server with the shapes of GitHub's REST API, not GitHub. */
let server: Server;
let url: string;
let pull: object;
let reviews: object[];
let asked: string[];
let repo: PullRequestRepo;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    const path = request.url!.split("?")[0];
    const answer = { "/repos/o/r/pulls/7": pull, "/repos/o/r/pulls/7/reviews": reviews }[path!];
    response.writeHead(answer ? 200 : 404).end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  repo = pullRequestRepo({ approvals: 1 });
  asked = [];
  reviews = [];
});
afterEach(() => repo.remove());

const entry = String(parseDocument(readFileSync("action.yml", "utf8")).getIn(["runs", "main"]));

async function action(event: object, env: Record<string, string> = {}) {
  repo.write(".git/event.json", JSON.stringify(event));
  repo.write(".git/output", "");
  const run = await execa(process.execPath, [join(process.cwd(), entry)], {
    cwd: repo.dir,
    reject: false,
    env: {
      GITHUB_WORKSPACE: repo.dir,
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: "o/r",
      GITHUB_EVENT_PATH: join(repo.dir, ".git/event.json"),
      GITHUB_OUTPUT: join(repo.dir, ".git/output"),
      GITHUB_STEP_SUMMARY: "",
      INPUT_TOKEN: "t0ken",
      INPUT_CONFIG: "freeze.yaml",
      ...env,
    },
  });
  return {
    code: run.exitCode,
    said: `${run.stdout}\n${run.stderr}`,
    output: readFileSync(join(repo.dir, ".git/output"), "utf8"),
  };
}
const pullOf = (head: string, labels: string[]): object => ({
  number: 7,
  body: "CAB: CAB-7",
  labels: labels.map((name) => ({ name })),
  head: { sha: head },
  user: { login: "carol" },
});
const queued = {
  merge_group: { head_ref: `refs/heads/gh-readonly-queue/main/pr-7-${"a".repeat(40)}`, head_sha: "b".repeat(40) },
};

test("decides by the pull request as it is now, in a pull request and in the merge queue", async () => {
  const head = repo.push("app.ts", "1");
  pull = pullOf(head, ["FREEZE-APPROVED"]);
  const stale = { pull_request: { number: 7, labels: [] } };
  expect(await action(stale)).toMatchObject({ code: 1, output: expect.stringContaining("decision=deny") });
  reviews = [{ id: 1, state: "APPROVED", commit_id: head, user: { login: "bob" }, author_association: "OWNER" }];
  expect(await action(stale)).toMatchObject({ code: 0, output: expect.stringContaining("decision=allow") });
  expect(await action(queued)).toMatchObject({ code: 0 });
  expect(asked[0]).toContain("Bearer t0ken");
  pull = pullOf(head, []);
  const refused = await action({ pull_request: { number: 7, labels: [{ name: "FREEZE-APPROVED" }] } });
  expect(refused.code).toBe(1);
  expect(refused.said).toContain("::error file=freeze.yaml");
  expect(refused.said).not.toContain("t0ken");
});

test.each([
  ["GitHub does not answer", queued, { GITHUB_REPOSITORY: "o/other" }, 4],
  ["there is no token", queued, { INPUT_TOKEN: "" }, 2],
  ["the event is a push", { ref: "refs/heads/main" }, {}, 2],
  ["there is no calendar", queued, { INPUT_CONFIG: "none.yaml" }, 2],
])("fails where %s", async (_, event, env, code) => {
  pull = pullOf(repo.push("app.ts", "1"), ["FREEZE-APPROVED"]);
  const run = await action(event, env);
  expect(run.code).toBe(code);
  expect(run.said).toContain("::error");
  expect(run.output).not.toContain("allow");
});

test("a queue's ref names the pull request only where it ends in its commit", () => {
  expect(pullNumber(queued)).toBe(7);
  for (const ref of ["refs/heads/pr-7-x", "refs/heads/gh-readonly-queue/main/pr-7", "", null])
    expect(() => pullNumber({ merge_group: { head_ref: ref } })).toThrowError("neither");
});
