import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openUsageCsv, readM4, readUsageCsv } from "../../../adapters/capacity/index.ts";
import { wallClock } from "../../../core/capacity/index.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-capacity-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const read = (text: string, options: Partial<Parameters<typeof readUsageCsv>[2]> = {}) => {
  const path = join(dir, "usage.csv");
  writeFileSync(path, text);
  return readUsageCsv(path, "usage.csv", { unit: "s", clock: null, ...options });
};

test("reads interleaved series, quotes, missing values and rows", async () => {
  const { series } = await read(
    'series,timestamp,value\n"a,b",2026-01-01T00:00:00Z,1\nc,2026-01-01 01:00:00+01:00,\n"a,b",1767229200,NaN\n\n',
  );
  expect(series.map(({ id }) => id)).toEqual(["a,b", "c"]);
  expect([...series[0]!.at]).toEqual([Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1, 1)]);
  expect([...series[0]!.row]).toEqual([2, 4]);
  expect(series[1]!.at[0]).toBe(Date.UTC(2026, 0, 1));
  expect(series[1]!.value[0]).toBeNaN();
});

test("holds one series at a time where each stands together, and tells the same where they do not", async () => {
  const rows = (order: string): string =>
    ["series,timestamp,value", ...[...order].map((id, i) => `${id},${1767225600 + i * 60},${i}`)].join("\n");
  const path = join(dir, "stream.csv");
  for (const order of ["aabbbc", "abcabc"]) {
    writeFileSync(path, rows(order));
    const options = { unit: "s", clock: null } as const;
    const streamed = [];
    for await (const one of (await openUsageCsv(path, "stream.csv", options)).series) streamed.push(one);
    expect(streamed).toEqual((await readUsageCsv(path, "stream.csv", options)).series);
    expect(streamed.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  }
});

describe("refuses with file and line", () => {
  test.each([
    ["", "no-rows", 1],
    ["series,timestamp,value\n", "no-rows", 1],
    ["a,b\n1,2\n", "no-header", 1],
    ["timestamp,value\n2026-01-01T00:00:00Z,x\n", "not-a-number", 2],
    ["timestamp,value\n2026-13-01T00:00:00Z,1\n", "bad-timestamp", 2],
    ["timestamp,value\n1767225600,1\n1767229200000,1\n", "timestamp-milliseconds", 3],
    ["timestamp,value\n2026-01-01T00:00:00Z,1,2\n", "ragged-row", 2],
  ])("%j: %s", async (text, code, line) => {
    await expect(read(text)).rejects.toMatchObject({ code, file: "usage.csv", line, exitCode: 2 });
  });

  test("a time that the zone leaves out", async () => {
    const text = "timestamp,value\n2026-03-29 01:30:00,1\n2026-03-29 02:30:00,1\n";
    await expect(read(text, { clock: wallClock("Europe/Berlin") })).rejects.toMatchObject({
      code: "no-such-time",
      line: 3,
    });
    expect((await read(text, { clock: wallClock("America/New_York") })).series).toHaveLength(1);
  });

  test("a file that is not there", async () => {
    await expect(readUsageCsv(join(dir, "no"), "no", { unit: "s", clock: null })).rejects.toMatchObject({
      code: "file-missing",
    });
  });
});

test("reads M4's wide form", async () => {
  const path = join(dir, "m4.csv");
  writeFileSync(path, '"V1","V2","V3","V4"\n"H1","605","586",""\n');
  const { value: one } = await readM4(path, "m4.csv", 0).next();
  expect(one).toMatchObject({ id: "H1", value: Float64Array.of(605, 586), at: Float64Array.of(0, 3_600_000) });
});
