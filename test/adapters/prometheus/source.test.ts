import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { PrometheusClient, prometheusSource } from "../../../adapters/prometheus/index.ts";
import { judge, type SourceOutcome } from "../../../core/aca/index.ts";

/** A server that answers as told: a fake of Prometheus. */
const servers: Server[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

interface Asked {
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
}

async function fake(answer: (response: ServerResponse, asked: Asked, count: number) => void) {
  const asked: Asked[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      asked.push({ form: new URLSearchParams(body), authorization: request.headers.authorization });
      answer(response, asked.at(-1)!, asked.length);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const window = { start: 1_000_500, end: 1_010_000, step: 1000 };
const matrix = (...series: unknown[]): string =>
  JSON.stringify({ status: "success", data: { resultType: "matrix", result: series } });
const series = (values: unknown[], labels = {}) => ({ metric: labels, values });
const times = Array.from({ length: 9 }, (_, i) => 1001 + i);
const quick = { backoffMs: 1, timeoutMs: 300 };
const ask = (url: string, more = {}): Promise<SourceOutcome> =>
  prometheusSource({ url, ...quick, ...more }).samples("up", window);

it("asks on multiples of the step and puts values where their time is, null where there is none", async () => {
  const { url, asked } = await fake((response) =>
    response.end(
      matrix(
        series([
          [1001, "1.5"],
          [1003, "NaN"],
          [1009, "2e-3"],
        ]),
      ),
    ),
  );
  expect(await ask(url)).toEqual({
    outcome: "data",
    samples: [1.5, null, null, null, null, null, null, null, 0.002],
    resolved: "up",
  });
  expect(Object.fromEntries(asked[0]!.form)).toMatchObject({ query: "up", start: "1001", end: "1009", step: "1" });
});

it("tries 500, 429 and a broken connection again, and gives up with an error that says so", async () => {
  const flaky = await fake((response, _asked, count) => {
    if (count === 1) response.writeHead(500).end("<html>");
    else if (count === 2) response.destroy();
    else response.end(matrix(series([[1001, "1"]])));
  });
  expect((await ask(flaky.url)).outcome).toBe("data");
  const down = await fake((response) => response.writeHead(503).end('{"status":"error","error":"tsdb is loading"}'));
  expect(await ask(down.url)).toMatchObject({
    outcome: "error",
    retriable: true,
    text: expect.stringMatching(/503.*tsdb/),
  });
  expect(down.asked).toHaveLength(3);
});

it("does not repeat a query that is wrong", async () => {
  const { url, asked } = await fake((response) =>
    response.writeHead(400).end('{"status":"error","error":"parse error"}'),
  );
  expect(await ask(url)).toMatchObject({
    outcome: "error",
    retriable: false,
    text: expect.stringContaining("parse error"),
  });
  expect(asked).toHaveLength(1);
});

it("a server that never answers, or dies while it answers, is an error within the timeout", async () => {
  const silent = await fake(() => undefined);
  expect(await ask(silent.url, { attempts: 2 })).toMatchObject({
    outcome: "error",
    text: expect.stringContaining("300 ms"),
  });
  const dying = await fake((response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write('{"status":"succ');
    setTimeout(() => response.destroy(), 10);
  });
  expect(await ask(dying.url)).toMatchObject({ outcome: "error", retriable: true });
});

it("neither passes nor fails on wrong types, partial data, infinities, too many series or none", async () => {
  const values = (text: unknown) => times.map((time) => [time, text]);
  const odd: readonly [string, string, SourceOutcome["outcome"]][] = [
    ["not JSON", "<html>", "error"],
    ["a vector", JSON.stringify({ status: "success", data: { resultType: "vector", result: [] } }), "error"],
    ["a scalar", JSON.stringify({ status: "success", data: { resultType: "scalar", result: [1, "1"] } }), "error"],
    ["an error with 200", JSON.stringify({ status: "error", error: "x" }), "error"],
    [
      "a warning",
      JSON.stringify({ ...JSON.parse(matrix(series(values("1")))), warnings: ["a store is down"] }),
      "error",
    ],
    ["numbers without quotes", matrix(series(values(1))), "error"],
    ["text", matrix(series(values("fast"))), "error"],
    ["hexadecimal", matrix(series(values("0x10"))), "error"],
    ["times off the grid", matrix(series([[1001.5, "1"]])), "error"],
    [
      "times out of order",
      matrix(
        series([
          [1003, "1"],
          [1002, "1"],
        ]),
      ),
      "error",
    ],
    ["times outside", matrix(series([[999, "1"]])), "error"],
    ["native histograms", matrix({ metric: {}, histograms: [] }), "error"],
    ["two series", matrix(series(values("1"), { pod: "a" }), series(values("1"), { pod: "b" })), "error"],
    ["no series", matrix(), "nodata"],
    ["NaN only", matrix(series(values("NaN"))), "nodata"],
    ["infinities", matrix(series(values("+Inf"))), "data"],
  ];
  for (const [name, body, outcome] of odd) {
    const { url } = await fake((response) => response.end(body));
    const answer = await ask(url);
    expect(answer.outcome, name).toBe(outcome);
    const canary = answer.outcome === "data" ? answer.samples : { outcome: answer.outcome, text: answer.text };
    const verdict = judge(
      { metrics: [{ name: "m", kind: "continuous", direction: "increase", critical: true }] },
      { m: Array.from({ length: 9 }, (_, i) => i % 3) },
      { m: canary },
    );
    expect(["inconclusive", "error"], name).toContain(verdict.verdict);
  }
});

it("sends the token of a file or a variable, and never tells it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "prometheus-token-"));
  folders.push(folder);
  const bearerTokenFile = join(folder, "token");
  writeFileSync(bearerTokenFile, "s3cr3t-of-file\n");
  const { url, asked } = await fake((response, { authorization }) =>
    response.writeHead(401).end(JSON.stringify({ status: "error", error: `who is ${authorization}?` })),
  );
  const answers = [
    await ask(url, { bearerTokenFile }),
    await ask(url, { bearerTokenEnv: "TOKEN", environment: { TOKEN: "s3cr3t-of-variable" } }),
  ];
  expect(asked.map((one) => one.authorization)).toEqual(["Bearer s3cr3t-of-file", "Bearer s3cr3t-of-variable"]);
  expect(JSON.stringify(answers)).not.toContain("s3cr3t");
  expect(await ask(url, { bearerTokenEnv: "NONE" })).toMatchObject({ outcome: "error", retriable: false });
});

it("splits a long window below the server's limit and joins the parts", async () => {
  const { url, asked } = await fake((response, { form }) => {
    const [start, end] = [Number(form.get("start")), Number(form.get("end"))];
    response.end(matrix(series(Array.from({ length: end - start + 1 }, (_, i) => [start + i, String(start + i)]))));
  });
  const answer = await new PrometheusClient({ url }).range("up", { start: 0, step: 1000, points: 25_000 });
  expect(asked).toHaveLength(3);
  if (answer.outcome !== "data") throw new Error(answer.text);
  expect(answer.series).toHaveLength(1);
  expect(answer.series[0]!.values.every((value, i) => value === i)).toBe(true);
});

it("can be stopped", async () => {
  const { url } = await fake(() => undefined);
  const answer = prometheusSource({ url }).samples("up", window, AbortSignal.timeout(50));
  expect(await answer).toMatchObject({ outcome: "error", text: expect.stringContaining("stopped") });
});
