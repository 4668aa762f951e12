import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { readCsv } from "../../../adapters/sources/csv.ts";
import { readSampleFile } from "../../../adapters/sources/index.ts";
import { readJson } from "../../../adapters/sources/json.ts";
import { InputError } from "../../../core/errors/index.ts";

const folder = mkdtempSync(join(tmpdir(), "sources-"));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function read(text: string, wanted: readonly string[] | null = null) {
  const path = join(folder, `${count++}`);
  writeFileSync(path, text);
  return readSampleFile(path, wanted && new Set(wanted));
}

async function failure(text: string, wanted: readonly string[] | null = null) {
  const error = await read(text, wanted).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(InputError);
  const { code, line, column, field } = error as InputError;
  return { code, line, column, field };
}

const plain = async (text: string, wanted: readonly string[] | null = null) =>
  Object.fromEntries(Object.entries((await read(text, wanted)).samples).map(([k, v]) => [k, [...v]]));

describe("readSampleFile: CSV", () => {
  it("reads columns, CRLF, a byte order mark, quotes and empty cells as missing values", async () => {
    expect(await plain('\ufeffa,"b ""x"""\r\n1,2.5e-3\r\n"3",\r\n\r\nNaN,-4')).toEqual({
      a: [1, 3, Number.NaN],
      'b "x"': [0.0025, Number.NaN, -4],
    });
  });
  it("reads semicolons where the header has no comma", async () =>
    expect(await plain("a;b\n1;2\n")).toEqual({ a: [1], b: [2] }));
  it("reads over columns that are not wanted, whatever they hold", async () =>
    expect(await plain("a,host\n1,web-1\n2,web-2", ["a"])).toEqual({ a: [1, 2] }));
  it("a header alone is columns without samples", async () => expect(await plain("a,b\n")).toEqual({ a: [], b: [] }));

  it.each([
    ["text in a number column", "a,b\n1,2\n3,fast\n", { code: "sample-not-a-number", line: 3, column: 3, field: "b" }],
    ["hexadecimal", "a\n0x10\n", { code: "sample-not-a-number", line: 2, column: 1, field: "a" }],
    ["infinity", "a\n1\n-Infinity\n", { code: "sample-not-finite", line: 3, column: 1, field: "a" }],
    ["a number beyond doubles", "a\n1e999\n", { code: "sample-not-finite", line: 2, column: 1, field: "a" }],
    ["a ragged row", "a,b\n1,2\n3\n", { code: "ragged-row", line: 3, column: 1 }],
    ["a row too long", "a,b\n1,2,3\n", { code: "ragged-row", line: 2, column: 5 }],
    ["a duplicate name", "a,b,a\n", { code: "duplicate-column", line: 1, column: 5, field: "a" }],
    ["an empty name", "a,,b\n", { code: "empty-column-name", line: 1, column: 3 }],
    ["an empty file", " \n", { code: "no-header", line: 1, column: 1 }],
    ["an unclosed quote", 'a\n1\n"2\n3', { code: "unclosed-quote", line: 3, column: 1 }],
    ["time stamps out of order", "timestamp,a\n10,1\n9,2\n", { code: "timestamps-out-of-order", line: 3, column: 1 }],
    [
      "times out of order",
      "a,time\n1,2030-01-01T00:00:02Z\n2,2030-01-01T00:00:01Z\n",
      { code: "timestamps-out-of-order", line: 3, column: 3 },
    ],
    ["a time stamp that is none", "time,a\nsoon,1\n", { code: "bad-timestamp", line: 2, column: 1 }],
  ])("refuses %s with its place", async (_what, text, wanted) => expect(await failure(text)).toMatchObject(wanted));
});

describe("readSampleFile: JSON", () => {
  it("reads numbers, null and NaN", async () =>
    expect(await plain('{"a": [1, -2.5e3, null, NaN],\n "b": []}')).toEqual({
      a: [1, -2500, Number.NaN, Number.NaN],
      b: [],
    }));
  it("reads over members that are not wanted", async () =>
    expect(await plain('{"host": ["x", true], "a": [1]}', ["a"])).toEqual({ a: [1] }));

  it.each([
    ["text", '{"a": [1,\n  "2"]}', { code: "sample-not-a-number", line: 2, column: 3, field: "a" }],
    ["true", '{"a": [true]}', { code: "sample-not-a-number", line: 1, column: 8, field: "a" }],
    ["a number beyond doubles", '{"a": [1e999]}', { code: "sample-not-finite", line: 1, column: 8, field: "a" }],
    ["a duplicate name", '{"a": [1], "a": [2]}', { code: "duplicate-column", line: 1, column: 12, field: "a" }],
    ["nesting", '{"a": [[1]]}', { code: "sample-json", line: 1, column: 8 }],
    ["a value that is no list", '{"a": 1}', { code: "sample-json", line: 1, column: 7 }],
    ["a list", "[1,2]", { code: "sample-json", line: 1, column: 1 }],
    ["a missing comma", '{"a": [1 2]}', { code: "sample-json", line: 1, column: 10 }],
    ["a trailing comma", '{"a": [1,]}', { code: "sample-json", line: 1, column: 10 }],
    ["an early end", '{"a": [1,', { code: "sample-json", line: 1 }],
    ["more after the end", '{"a": [1]}\n{}', { code: "sample-json", line: 2, column: 1 }],
  ])("refuses %s with its place", async (_what, text, wanted) => expect(await failure(text)).toMatchObject(wanted));

  it("refuses a file that is not there, and a folder", async () => {
    await expect(readSampleFile(join(folder, "none"), null)).rejects.toMatchObject({ code: "file-missing" });
    await expect(readSampleFile(folder, null)).rejects.toMatchObject({ code: "file-unreadable" });
  });
});

describe("readers and chunks", () => {
  async function* pieces(text: string, size: number): AsyncGenerator<string> {
    for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
  }
  const samples = fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), {
    minLength: 1,
    maxLength: 20,
  });

  it("what is read does not depend on where the chunks break", async () => {
    await fc.assert(
      fc.asyncProperty(samples, fc.integer({ min: 1, max: 7 }), async (values, size) => {
        const wanted = values.map((v) => (v === null ? Number.NaN : v + 0));
        const csv = `"a ""q""",b\r\n${values.map((v) => `${v ?? ""},"1\n"`).join("\r\n")}\r\n`;
        expect([...(await readCsv(pieces(csv, size), "f", new Set(['a "q"']))).samples['a "q"']!]).toEqual(wanted);
        const json = JSON.stringify({ "a\n": values, é: [1] });
        expect([...(await readJson(pieces(json, size), "f", null)).samples["a\n"]!]).toEqual(wanted);
      }),
    );
  });
});
