import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ingest, ingestRequest } from "../../../automation/capacity/ingest.ts";
import type { CommandContext } from "../../../automation/cli/command.ts";

const now = Date.UTC(2026, 5, 2);
const HOUR = 3_600_000;
let dir: string;
let server: Server | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-ingest-"));
  mkdirSync(join(dir, "capacity"));
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  rmSync(dir, { recursive: true, force: true });
});

const run = (options: Record<string, unknown> = {}, env: Record<string, string> = {}) => {
  const { signal } = new AbortController();
  const context = { cwd: dir, env, now: () => now, signal, progress: () => undefined } as Partial<CommandContext>;
  return ingest(context as CommandContext, ingestRequest(options, now));
};
const usage = (): string => readFileSync(join(dir, "capacity/usage.csv"), "utf8");

/** A fake of Prometheus: a value at each hour but the fourth. */
async function fakePrometheus(token: string, status = 200): Promise<string> {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const form = new URLSearchParams(body);
      if (request.headers.authorization !== `Bearer ${token}`) return response.writeHead(401).end();
      const [start, end] = [Number(form.get("start")), Number(form.get("end"))];
      const values = Array.from({ length: (end - start) / 3600 + 1 }, (_, i) => [start + i * 3600, String(i)]);
      const result = [{ metric: {}, values: values.filter((_, i) => i !== 3) }];
      return response
        .writeHead(status)
        .end(JSON.stringify({ status: "success", data: { resultType: "matrix", result } }));
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const sources = (url: string): void =>
  writeFileSync(
    join(dir, "capacity/sources.yaml"),
    `sources:
  prom: {type: prometheus, url: "${url}", bearerTokenEnv: PROM_TOKEN}
  old: {type: csv, file: old.csv}
series:
  - {id: orders/cpu/millicores, source: prom, query: "sum(rate(cpu[5m]))"}
  - {id: orders/messages, source: old, query: m, counter: true}
`,
  );
const old = (...rows: string[]): void =>
  writeFileSync(join(dir, "old.csv"), ["series,timestamp,value", ...rows].join("\n"));

test("fetches from each source, reports what it mended, and a second run adds nothing", async () => {
  sources(await fakePrometheus("secret"));
  old("m,2026-06-01T01:00:00Z,7200", "m,2026-06-01T00:00:00Z,3600", "m,2026-06-01T02:00:00Z,36");
  const first = await run({ last: "1" }, { PROM_TOKEN: "secret" });
  expect(first.series).toMatchObject([
    { id: "orders/cpu/millicores", points: 23, missing: 1, longestGap: 1, added: 23, nodata: null },
    { id: "orders/messages", points: 2, resets: 1, late: 1, added: 2 },
  ]);
  const text = usage();
  expect(text.split("\n").slice(0, 3)).toEqual([
    "series,timestamp,value",
    "orders/cpu/millicores,2026-06-01T00:00:00Z,0",
    "orders/cpu/millicores,2026-06-01T01:00:00Z,1",
  ]);
  expect(text).toContain("orders/messages,2026-06-01T02:00:00Z,0.01\n");
  expect(text).not.toContain("secret");
  const again = await run({ last: "1" }, { PROM_TOKEN: "secret" });
  expect(again.series).toMatchObject([
    { added: 0, changed: 0 },
    { added: 0, changed: 0 },
  ]);
  expect(usage()).toBe(text);
});

test("an outage leaves the file as it was and names series and source, never the token", async () => {
  sources(await fakePrometheus("other"));
  old("m,2026-06-01T00:00:00Z,1");
  const failed = run({ last: "1" }, { PROM_TOKEN: "secret" });
  await expect(failed).rejects.toMatchObject({ code: "usage-source", exitCode: 4, field: "orders/cpu/millicores" });
  await expect(failed).rejects.not.toThrow("secret");
  expect(existsSync(join(dir, "capacity/usage.csv"))).toBe(false);
});

test("a series without points in the window is said, and the others are stored", async () => {
  sources(await fakePrometheus("secret"));
  old(`m,${new Date(now - 900 * HOUR).toISOString()},1`);
  const { series } = await run({ last: "1" }, { PROM_TOKEN: "secret" });
  expect(series).toMatchObject([{ nodata: null }, { nodata: "old.csv has no points of m in that time", points: 0 }]);
});

test.each([
  ["sources: {}\nseries: [{id: a/cpu, source: x, query: q}]\n", "bad-series", 2],
  ["sources: {}\nseries: [{id: a, source: x, query: q}]\n", undefined, 2],
  [
    "sources: {p: {type: prometheus, url: 'http://me:pw@h'}}\nseries: [{id: a/cpu, source: p, query: q}]\n",
    undefined,
    1,
  ],
  ["sources: {p: {type: csv, file: f, token: x}}\nseries: [{id: a/cpu, source: p, query: q}]\n", undefined, 1],
])("bad sources.yaml %j is refused with its line", async (text, code, line) => {
  writeFileSync(join(dir, "capacity/sources.yaml"), text);
  await expect(run()).rejects.toMatchObject({ exitCode: 2, line, ...(code && { code }) });
});

test.each([
  [{ start: "yesterday" }],
  [{ last: "0" }],
  [{ last: "3", start: "2026-06-01T00:00:00Z" }],
  [{ start: "2027-01-01T00:00:00Z" }],
])("%o is a bad option", (options) => {
  expect(() => ingestRequest(options, now)).toThrow(expect.objectContaining({ code: "bad-option", exitCode: 2 }));
});
