import { describe, expect, it } from "vitest";
import { ROWS, simulateRow, simulationTable } from "../../../../core/aca/index.ts";

const row = (id: string) => ROWS.find((candidate) => candidate.id === id)!;

describe("simulateRow", () => {
  it("gives the same figures for the same seed, others for another", async () => {
    const run = (seed: number) => simulateRow(row("plus10-100"), seed, 3, 200);
    expect(await run(1)).toEqual(await run(1));
    expect((await run(1)).alarms).not.toBe((await run(2)).alarms);
  });

  it("a row's figures are those of a small table: healthy passes, +25 % is found, an improvement is not an alarm", async () => {
    const results = await Promise.all(
      ["healthy-50", "plus25-100", "better-50", "looks"].map((id, i) => simulateRow(row(id), 1, i, 300)),
    );
    expect(results.map((result) => result.alarms <= 6)).toEqual([true, false, true, true]);
    expect(results[1]!.alarms).toBeGreaterThan(97);
    expect(results[3]!.repetitions).toBe(300);
  });

  it("can be stopped between batches", async () => {
    const stop = async () => {
      throw new Error("stopped");
    };
    await expect(simulateRow(row("healthy-10"), 1, 0, 2000, stop)).rejects.toThrow("stopped");
  });

  it("the table marks what is met and what is missed", () => {
    const base = { condition: "c", repetitions: 1, monteCarloError: 0.1, inconclusives: 0 };
    const table = simulationTable([
      { ...base, id: "a", must: { at: "most", percent: 2 }, alarms: 1, met: true },
      { ...base, id: "b", must: { at: "least", percent: 90 }, alarms: 80, met: false },
      { ...base, id: "c", must: null, alarms: 80, met: null },
    ]);
    expect(
      table
        .split("\n")
        .slice(2)
        .map((line) => line.split("|")[6]!.trim()),
    ).toEqual(["met", "MISSED", ""]);
  });
});
