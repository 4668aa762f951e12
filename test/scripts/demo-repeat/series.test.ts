import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { outcomeOf, rowsOf, seriesOf, tableOf } from "../../../scripts/demo-repeat/series.ts";

const printed = readFileSync("test/fixtures/documents/demo.json", "utf8");
const good = { scenario: "good", busy: false } as const;
const of = (stdout: string, exitCode: number | null = 0, seconds = 60) =>
  outcomeOf(good, { exitCode, stdout, seconds, loadAverage: 0.1 });

describe("the order of runs", () => {
  test("20 good are 10 idle and 10 busy, then each bad one half and half", () => {
    expect(seriesOf(20, 10).map(({ scenario, busy, runs }) => [scenario, busy, runs])).toEqual([
      ["good", false, 10],
      ["good", true, 10],
      ["slow-green", false, 5],
      ["slow-green", true, 5],
      ["failing-green", false, 5],
      ["failing-green", true, 5],
    ]);
  });

  test("an odd one is idle, and none is left out or run for nothing", () => {
    expect(seriesOf(3, 1).map(({ runs }) => runs)).toEqual([2, 1, 1, 1]);
    expect(seriesOf(0, 0)).toEqual([]);
  });
});

describe("what counts as expected", () => {
  test("a document without shortcomings and exit code 0", () => {
    const document = JSON.parse(printed) as { runId: string; flips: [{ ms: number }] };
    expect(of(printed)).toMatchObject({
      asExpected: true,
      runId: document.runId,
      outcome: "finished",
      flipMs: document.flips[0].ms,
      backoutMs: null,
    });
  });

  test.each([
    ["no document", "", 0, "it printed no document"],
    ["half a document", printed.slice(0, 500), 0, "it printed no document"],
    ["an error's document", '{"error":{"code":"x","message":"no database"}}', 4, "no database"],
    ["a killed process", "", null, "it printed no document"],
    ["another exit code", printed, 1, "it ended with exit code 1"],
    [
      "shortcomings",
      JSON.stringify({ ...JSON.parse(printed), shortcomings: ["3 orders are lost"] }),
      1,
      "3 orders are lost",
    ],
  ])("not %s", (_, stdout, exitCode, text) => {
    expect(of(stdout, exitCode)).toMatchObject({ asExpected: false, shortcomings: [text] });
  });
});

test("rows add up by scenario and load; the median is of sorted values", () => {
  const runs = [100, 9, 30].map((seconds) => of(printed, 0, seconds));
  const busy = { ...of("", 4), busy: true };
  const rows = rowsOf([...runs, busy]);
  expect(rows).toMatchObject([
    { busy: false, runs: 3, asExpected: 3, seconds: { median: 30, max: 100 } },
    { busy: true, runs: 1, asExpected: 0, flipMs: null },
  ]);
  expect(tableOf(rows)).toMatch(/good {6}idle {3}3 {5}3 /);
});
