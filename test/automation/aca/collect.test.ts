import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { command as replayCommand } from "../../../automation/cli/commands/aca-replay.ts";
import { command as scoreCommand } from "../../../automation/cli/commands/aca-score.ts";
import { generator } from "../../core/aca/generator.ts";

const folder = mkdtempSync(join(tmpdir(), "aca-collect-"));
/** A fake of Prometheus: green answers twice as slow, what names `down` is answered with 500. */
let server: Server;
const queries: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const form = new URLSearchParams(body);
      const query = form.get("query")!;
      queries.push(query);
      if (query.includes("down")) return void response.writeHead(500).end();
      const [start, end] = [Number(form.get("start")), Number(form.get("end"))];
      const level = query.includes("green") ? 2 : 1;
      const drawn = generator(level).lognormal((end - start) / 5 + 1, 0.2, level);
      const values = drawn.map((value, i) => [start + 5 * i, String(value)]);
      response.end(
        JSON.stringify({ status: "success", data: { resultType: "matrix", result: [{ metric: {}, values }] } }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const config = (query: string): string => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const text = `metrics:
  - {name: p95, kind: continuous, direction: increase, critical: true, source: {query: '${query}'}}
sources:
  main: {type: prometheus, url: "${url}", attempts: 1}
`;
  writeFileSync(join(folder, "aca.yaml"), text);
  return "aca.yaml";
};
const context = {
  cwd: folder,
  env: {},
  now: () => 1_700_000_000_000,
  stateDir: folder,
  stack: undefined,
  json: true,
  say: () => undefined,
  emit: () => undefined,
  progress: () => undefined,
  signal: new AbortController().signal,
};
const score = (query: string, more: Record<string, unknown> = {}) =>
  scoreCommand.run(context, [], { config: config(query), last: "300", ...more });
const colors = ["service=orders", "baseline.color=blue", "canary.color=green"];

it("asks the sources for both sides, keeps the queries and samples, and replays byte for byte", async () => {
  queries.length = 0;
  const answer = await score('p95{service="{{service}}",color="{{color}}",role="{{role}}"}', {
    set: colors,
    artifact: "out",
  });
  expect(answer).toMatchObject({ exitCode: 1, document: { verdict: "fail" } });
  const expected = [
    'p95{service="orders",color="blue",role="baseline"}',
    'p95{service="orders",color="green",role="canary"}',
  ];
  expect([...queries].sort()).toEqual(expected);
  const artifact = JSON.parse(readFileSync(join(folder, "out/rationale.json"), "utf8")) as {
    origins: { query: string }[];
    canary: { p95: number[] };
  };
  expect(artifact.origins.map((origin) => origin.query)).toEqual(expected);
  expect(artifact.canary.p95).toHaveLength(60);
  const again = await replayCommand.run(context, [join(folder, "out/rationale.json")], {});
  expect(again).toMatchObject({ exitCode: 1, document: { equal: true, verdict: "fail" } });
});

it("an outage on one side or both is an error, exit 4, and replays as one", async () => {
  for (const query of ['p95{color="{{color}}"}', "down"]) {
    const set = ["baseline.color=blue", "canary.color=down"];
    const answer = await score(query, { set, artifact: "outage" });
    expect(answer).toMatchObject({ exitCode: 4, document: { verdict: "error" } });
    const again = await replayCommand.run(context, [join(folder, "outage/rationale.json")], {});
    expect(again.document).toMatchObject({ equal: true, verdict: "error" });
  }
});

it("refuses an unknown placeholder, a value that would change the query, and a bad time, and asks nothing", async () => {
  queries.length = 0;
  const code = (code: string) => expect.objectContaining({ code, exitCode: 2 });
  await expect(score('p95{color="{{color}}"}')).rejects.toEqual(code("unknown-placeholder"));
  await expect(score('p95{color="{{color}}"}', { set: ['color=a"} or vector(1)'] })).rejects.toEqual(
    code("bad-placeholder-value"),
  );
  await expect(score("p95", { last: undefined, start: "yesterday" })).rejects.toEqual(code("bad-option"));
  await expect(score("p95", { start: "2025-01-01T00:00:00Z" })).rejects.toEqual(code("bad-option"));
  expect(queries).toEqual([]);
});
