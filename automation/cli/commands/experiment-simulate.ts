import { setImmediate } from "node:timers/promises";
import { InputError } from "../../../core/errors/index.ts";
import { type SimulationResult, simulate, simulationRows } from "../../../core/experiments/index.ts";
import { markdownTable } from "../../../core/render/index.ts";
import { experimentSimulateSchema } from "../../documents/experiment.ts";
import type { Command } from "../command.ts";

/** Regenerates the table of false guardrail stops and of regressions found; exit 1 where a wanted share is missed. */
export const command: Command = {
  example: "maestro experiment simulate --seed 1",
  declare: (leaf) => {
    leaf
      .option("--seed <n>", "of the random samples", "1")
      .option("--runs <n>", "simulated A/A experiments a row, at least 100; of regressions a quarter", "2000")
      .option("--rows <words>", "only rows whose id has one of these words in it, separated by commas");
  },
  run: async (context, _args, options) => {
    const seed = whole(options.seed, "--seed", 0, 2 ** 31 - 1);
    const runs = whole(options.runs, "--runs", 100, 100_000);
    const words = options.rows === undefined ? [""] : String(options.rows).split(",");
    const wanted = simulationRows.filter(({ id }) => words.some((word) => id.includes(word.trim())));
    if (wanted.length === 0)
      throw new InputError("bad-option", `no row's id has ${words.join(" or ")} in it`, {
        field: "--rows",
        next: `choose from ${simulationRows.map(({ id }) => id).join(", ")}`,
      });
    const started = performance.now();
    const rows: SimulationResult[] = [];
    for (const row of wanted) {
      context.progress(`${rows.length + 1}/${wanted.length} ${row.id}`);
      await setImmediate();
      context.signal.throwIfAborted();
      // A row has the same samples whichever others are asked for.
      rows.push(simulate(row, seed, simulationRows.indexOf(row), runs));
    }
    const durationMs = Math.round(performance.now() - started);
    const allMet = rows.every(({ met }) => met);
    const document = experimentSimulateSchema.parse({ seed, durationMs, allMet, rows });
    const missed = rows.filter(({ met }) => !met).length;
    const text = [
      `seed ${seed}, one guardrail without margin at α 5 %, looked at after every subject`,
      "",
      table(rows),
      "",
      `${rows.length - missed} of ${rows.length} as wanted, ${(durationMs / 1000).toFixed(0)} s`,
    ].join("\n");
    return { exitCode: allMet ? 0 : 1, document, text };
  },
};

function table(rows: readonly SimulationResult[]): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return markdownTable(
    ["metric", "split", "cap", "runs", "treatment", "stopped", "by interval", "median stop", "wanted"],
    rows.map((row) => [
      row.condition,
      row.split,
      row.cap.toLocaleString("en"),
      String(row.runs),
      row.harm === 0 ? "alike" : `${100 * row.harm} % worse`,
      `${percent(row.stopped)}${row.met ? "" : " !"}`,
      percent(row.stoppedByInterval),
      row.medianStop === null ? "–" : row.medianStop.toLocaleString("en"),
      row.wanted,
    ]),
  ).trimEnd();
}

function whole(raw: unknown, field: string, low: number, high: number): number {
  const value = Number(raw);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new InputError("bad-option", `${field} must be a whole number from ${low} to ${high}`, {
    field,
    next: `give ${field} such a number`,
  });
}
