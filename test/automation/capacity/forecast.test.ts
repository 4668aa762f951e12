import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { documents } from "../../../automation/documents/index.ts";
import { usage } from "../../core/capacity/support.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-capacity-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Printed {
  readonly series: readonly { readonly points: readonly { readonly at: string; readonly mean: number }[] }[];
}

const HOUR = 3_600_000;
const rows = (id: string, values: ArrayLike<number>, from = Date.UTC(2026, 9, 1)): string[] =>
  Array.from(values, (v, i) => `${id},${new Date(from + i * HOUR).toISOString()},${v}`);

function forecast(lines: readonly string[], ...args: string[]) {
  const file = join(dir, "usage.csv");
  writeFileSync(file, ["series,timestamp,value", ...lines].join("\n"));
  return new Promise<{ code: number; document: Printed }>((resolve) => {
    const argv = [
      "automation/cli/maestro.ts",
      "capacity",
      "forecast",
      "--input",
      file,
      "--horizon",
      "24",
      "--json",
      ...args,
    ];
    execFile(process.execPath, argv, { maxBuffer: 1 << 26 }, (error, stdout) =>
      resolve({ code: error === null ? 0 : Number(error.code), document: JSON.parse(stdout) }),
    );
  });
}

test("prints the document that scripts read, the same on one thread and on two", async () => {
  const lines = Array.from({ length: 8 }, (_, s) => rows(`s${s}/cpu/millicores`, usage(300, s))).flat();
  const [one, two] = [await forecast(lines, "--threads", "1"), await forecast(lines, "--threads", "2")];
  expect(one.code).toBe(0);
  expect(documents["capacity.forecast"].safeParse(one.document).error?.message).toBeUndefined();
  expect(two.document.series).toEqual(one.document.series);
  expect(one.document.series[3]).toMatchObject({
    id: "s3/cpu/millicores",
    service: "s3",
    resource: "cpu",
    unit: "millicores",
    refused: null,
  });
});

test("refused beside forecast is exit 3, all refused exit 2 with the series and the row", async () => {
  const some = await forecast([...rows("good", usage(300)), ...rows("flat", new Float64Array(300).fill(2))]);
  expect(some).toMatchObject({
    code: 3,
    document: { series: [{ refused: null }, { refused: { code: "constant", row: 302 } }] },
  });
  const none = await forecast(rows("flat", new Float64Array(300).fill(2)));
  expect(none).toMatchObject({ code: 2, document: { error: { code: "constant", line: 2, field: "flat" } } });
  expect(documents["capacity.forecast"].safeParse(none.document).success).toBe(true);
});

test("days of 23 and 25 hours neither shift the season nor the instants", async () => {
  for (const start of [Date.UTC(2026, 9, 10), Date.UTC(2026, 2, 15)]) {
    const zone = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Berlin", hour: "2-digit", hourCycle: "h23" });
    const shape = (at: number): number => 100 + 50 * Math.sin((2 * Math.PI * Number(zone.format(at))) / 24);
    const n = 24 * 25;
    const lines = Array.from(
      { length: n },
      (_, i) => `a,${new Date(start + i * HOUR).toISOString()},${shape(start + i * HOUR)}`,
    );
    const { document } = await forecast(lines, "--zone", "Europe/Berlin");
    const points = document.series[0]!.points;
    points.forEach(({ at, mean }, i) => {
      expect(Date.parse(at)).toBe(start + (n + i) * HOUR);
      expect(Math.abs(mean - shape(Date.parse(at)))).toBeLessThan(5);
    });
  }
});
