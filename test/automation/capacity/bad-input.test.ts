import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CommandContext } from "../../../automation/cli/command.ts";
import { command } from "../../../automation/cli/commands/capacity-forecast.ts";
import { usage } from "../../core/capacity/support.ts";

const HOUR = 3_600_000;
const start = Date.UTC(2026, 2, 1);
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-bad-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What the command prints for a file of rows, or throws. */
async function forecast(rows: readonly string[], options: Record<string, unknown> = {}) {
  writeFileSync(join(dir, "usage.csv"), ["series,timestamp,value", ...rows].join("\n"));
  const { signal } = new AbortController();
  const context = { cwd: dir, signal, progress: () => undefined } as Partial<CommandContext>;
  const given = { input: "usage.csv", horizon: "24", threads: "1", ...options };
  const { exitCode, document } = await command.run(context as CommandContext, [], given);
  return { exitCode, ...(JSON.parse(JSON.stringify(document)) as Printed) };
}
interface Printed {
  readonly error?: { code: string; message: string; line?: number; field?: string };
  readonly series: readonly {
    readonly id: string;
    readonly refused: { code: string; text: string; row: number | null } | null;
    readonly points: readonly { at: string; mean: number; bands: Record<string, [number, number]> }[];
    readonly notes: readonly { code: string; text: string }[];
  }[];
}
const rows = (
  values: ArrayLike<number | string>,
  at = (i: number) => new Date(start + i * HOUR).toISOString(),
): string[] => Array.from(values, (v, i) => `orders/cpu/millicores,${at(i)},${v}`);
const y = usage(400);

describe("bad input names the series and the row, and is exit 2", () => {
  test.each<[string, string[], string, number | undefined, Record<string, unknown>?]>([
    ["constant", rows(new Array(400).fill(3)), "constant", 2],
    ["all NaN", rows(new Array(400).fill("NaN")), "no-values", 2],
    ["all empty", rows(new Array(400).fill("")), "no-values", 2],
    ["one point", rows([5]), "too-short", 2],
    ["shorter than two seasons", rows(y.slice(0, 300)), "too-short", 301, { season: "24,168" }],
    ["negative CPU", rows(y.map((v, i) => (i === 77 ? -v : v))), "negative", 79],
    ["infinite", rows(Array.from(y, (v, i) => (i === 77 ? "1e999" : v))), "not-finite", 79],
    ["above what it cannot pass", rows(y), "above-saturation", undefined, { saturation: "50" }],
  ])("%s", async (_, given, code, row, options) => {
    const answer = await forecast(given, options);
    expect(answer.exitCode).toBe(2);
    expect(answer.error).toMatchObject({ code, field: "orders/cpu/millicores" });
    expect(answer.series[0]).toMatchObject({ points: [], refused: { code } });
    if (row !== undefined) expect(answer.series[0]!.refused!.row).toBe(row);
    expect(answer.series[0]!.refused!.text).toContain("orders/cpu/millicores");
  });

  test("a unit changed half-way, at about its row", async () => {
    const { series } = await forecast(rows(y.map((v, i) => (i < 200 ? v : v * 1000))));
    expect(series[0]!.refused!.code).toBe("unit-changed");
    expect(Math.abs(series[0]!.refused!.row! - 202)).toBeLessThan(6);
  });

  test.each<[string, string[], string, number, Record<string, unknown>?]>([
    ["empty file", [], "no-rows", 1],
    ["milliseconds for seconds", rows(y, (i) => String(start + i * HOUR)), "timestamp-milliseconds", 2],
    [
      "seconds for milliseconds",
      rows(y, (i) => String(start / 1000 + i * 3600)),
      "timestamp-seconds",
      2,
      { timeUnit: "ms" },
    ],
    ["a text for a number", rows(["1", "two"]), "not-a-number", 3],
    ["a row too long", ["a,2026-01-01T00:00:00Z,1,2"], "ragged-row", 2],
    [
      "the wrong zone: an hour that it leaves out",
      rows(usage(800), (i) => new Date(start + i * HOUR).toISOString().slice(0, 19)),
      "no-such-time",
      // 2026-03-29 02:00 in Berlin.
      2 + 28 * 24 + 2,
      { zone: "Europe/Berlin" },
    ],
  ])("%s", async (_, given, code, line, options) => {
    await expect(forecast(given, options)).rejects.toMatchObject({ code, line, file: "usage.csv", exitCode: 2 });
  });

  test("a zone that is none", async () => {
    await expect(forecast(rows(y), { zone: "Europe/Berln" })).rejects.toMatchObject({
      code: "unknown-zone",
      next: "write --zone Europe/Berlin",
    });
  });
});

test("a day of 25 hours without its zone is said to be one", async () => {
  // The wall clock of Berlin around 2026-10-25: 02:00 comes twice.
  const from = Date.UTC(2026, 9, 15, 22);
  const wall = (i: number): string => {
    const at = from + i * HOUR;
    const offset = at < Date.UTC(2026, 9, 25, 1) ? 2 : 1;
    return new Date(at + offset * HOUR).toISOString().slice(0, 19);
  };
  const plain = await forecast(rows(usage(400), wall));
  expect(plain.series[0]!.notes[0]).toMatchObject({ code: "duplicates" });
  expect(plain.series[0]!.notes[0]!.text).toContain("as where clocks go back");
  expect((await forecast(rows(usage(400), wall), { zone: "Europe/Berlin" })).exitCode).toBe(0);
});

test("a million points are forecast from the last of them, finite and not negative", async () => {
  const many = Float64Array.from(
    { length: 1_000_000 },
    (_, i) => 50 + 30 * Math.sin((2 * Math.PI * i) / 1440) + (i % 7),
  );
  const { exitCode, series } = await forecast(
    rows(many, (i) => String(start / 1000 + i * 60)),
    { horizon: "30", season: "1440" },
  );
  expect(exitCode).toBe(0);
  expect(series[0]!.notes.map(({ code }) => code)).toEqual(["trimmed"]);
  for (const { mean, bands } of series[0]!.points)
    for (const value of [mean, ...Object.values(bands).flat()]) expect(value).toBeGreaterThanOrEqual(0);
}, 60_000);
