import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openSeries } from "../../../adapters/slo/index.ts";
import { readTable } from "../../../adapters/slo/table.ts";

const root = mkdtempSync(join(tmpdir(), "maestro-slo-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const options = { zone: null, timeUnit: "s" } as const;
const table = (text: string, given: Partial<Parameters<typeof readTable>[2]> = {}, name = "t.csv") => {
  writeFileSync(join(root, name), text);
  return readTable(root, name, { ...options, ...given });
};

describe("what cannot be read names file and row", () => {
  const cases: [string, string, string, number][] = [
    ["an empty file", "", "no-rows", 1],
    ["a header alone", "timestamp,good\n", "no-rows", 1],
    ["no time", "when,good\n1,2\n", "no-header", 1],
    ["milliseconds for seconds", "timestamp,good\n1764028800,1\n1764028860000,1\n", "timestamp-milliseconds", 3],
    ["times without a zone", "timestamp,good\n2026-01-01 00:00,1\n", "time-without-zone", 2],
    ["text for a number", "timestamp,good\n2026-01-01T00:00:00Z,many\n", "not-a-number", 2],
    ["an infinity", "timestamp,good\n2026-01-01T00:00:00Z,Infinity\n", "not-a-number", 2],
    ["a ragged row", "timestamp,good\n2026-01-01T00:00:00Z\n", "ragged-row", 2],
    [
      "two rows that differ",
      "timestamp,good\n2026-01-01T00:00:00Z,1\n2026-01-01T01:00:00+01:00,2\n",
      "duplicate-row",
      3,
    ],
  ];
  it.each(cases)("%s", async (_, text, code, line) => {
    await expect(table(text)).rejects.toMatchObject({ code, file: "t.csv", line, next: expect.any(String) });
  });

  it("a file outside of the project", async () => {
    await expect(readTable(root, "../secret.csv", options)).rejects.toMatchObject({ code: "path-outside" });
    await expect(readTable(root, "/etc/passwd", options)).rejects.toMatchObject({ code: "path-outside" });
  });

  it("a local time that its zone does not have", async () => {
    const text = "timestamp,good\n2026-03-29 02:30:00,1\n";
    await expect(table(text, { zone: "Europe/Berlin" })).rejects.toMatchObject({ code: "no-such-time", line: 2 });
  });
});

it("sorts rows and takes doubled ones once, and says both", async () => {
  const { at, notes } = await table(
    "timestamp,good\n2026-01-01T00:02:00Z,2\n2026-01-01T00:01:00Z,1\n2026-01-01T00:01:00Z,1\n",
  );
  expect([...at]).toEqual([Date.parse("2026-01-01T00:01:00Z"), Date.parse("2026-01-01T00:02:00Z")]);
  expect(notes).toEqual([
    expect.stringContaining("not in order of time, first at row 3"),
    expect.stringContaining("1 rows"),
  ]);
});

it("reads the hour that a clock is put back twice", async () => {
  const { at } = await table("timestamp,good\n2026-10-25 02:30:00,1\n2026-10-25 02:30:00,2\n", {
    zone: "Europe/Berlin",
  });
  expect([...at]).toEqual([Date.parse("2026-10-25T00:30:00Z"), Date.parse("2026-10-25T01:30:00Z")]);
});

it("reads JSON as columns and as rows alike", async () => {
  const columns = await table('{"timestamp": ["2026-01-01T00:00:00Z"], "good": [null], "total": [5]}', {}, "c.json");
  const rows = await table('[{"timestamp": "2026-01-01T00:00:00Z", "good": null, "total": 5}]', {}, "r.json");
  for (const one of [columns, rows])
    expect([one.columns.get("good")![0], one.columns.get("total")![0]]).toEqual([Number.NaN, 5]);
});

describe("a file as a source", () => {
  const metric = (column: string) => ({ type: "file", file: "t.csv", column, zone: null, timeUnit: "s" }) as const;
  const slices = { start: Date.parse("2026-01-01T00:00:00Z"), step: 60_000, count: 3 };
  const open = (text: string) => {
    writeFileSync(join(root, "t.csv"), text);
    return openSeries({ root, prometheus: null, environment: {} });
  };

  it("adds counts up in a slice and leaves slices without rows missing", async () => {
    const source = open("timestamp,good\n2026-01-01T00:00:10Z,1\n2026-01-01T00:00:50Z,2\n2026-01-01T00:02:00Z,4\n");
    const answer = await source.read(metric("good"), "count", slices);
    expect(answer).toMatchObject({ outcome: "data", values: Float64Array.of(3, Number.NaN, 4) });
  });

  it("says that a column of NaN is no data, and refuses negative counts with their row", async () => {
    const source = open("timestamp,good,bad\n2026-01-01T00:00:10Z,NaN,-1\n");
    expect(await source.read(metric("good"), "count", slices)).toMatchObject({ outcome: "nodata" });
    await expect(source.read(metric("bad"), "count", slices)).rejects.toMatchObject({
      code: "negative-count",
      line: 2,
    });
    await expect(source.read(metric("worse"), "count", slices)).rejects.toMatchObject({ code: "no-column" });
  });

  it("asks whether the zone is right where rows lie after now", async () => {
    const source = open("timestamp,good\n2026-01-01T00:00:10Z,1\n2026-01-01T02:00:10Z,1\n");
    const answer = await source.read(metric("good"), "count", slices);
    expect(answer).toMatchObject({ notes: [expect.stringContaining("is their zone right?")] });
  });
});
