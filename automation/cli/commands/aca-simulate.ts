import { setImmediate } from "node:timers/promises";
import { ROWS, type RowResult, simulateRow, simulationTable } from "../../../core/aca/index.ts";
import { InputError } from "../../../core/errors/index.ts";
import { numberOption } from "../../aca/inline.ts";
import { acaSimulateSchema } from "../../documents/aca.ts";
import type { Command } from "../command.ts";

/** Regenerates the table of operating characteristics; exit 1 when a threshold is missed. */
export const command: Command = {
  example: "maestro aca simulate --seed 1",
  declare: (leaf) => {
    leaf
      .option("--seed <n>", "of the random samples", "1")
      .option("--repetitions <n>", "simulated canaries a row, at least 100; a soak runs half", "10000")
      .option("--rows <ids>", "only these rows, by id, separated by commas");
  },
  run: async (context, _args, options) => {
    const seed = wholeOption(options.seed, "--seed", 0, 2 ** 31 - 1, 1);
    const repetitions = wholeOption(options.repetitions, "--repetitions", 100, 10_000_000, 10_000);
    const wanted = rowsOf(options.rows);
    const started = context.now();
    const rows: RowResult[] = [];
    for (const [stream, row] of ROWS.entries()) {
      if (!wanted.has(row.id)) continue;
      const pause = async (done: number, of: number): Promise<void> => {
        context.progress(`${rows.length + 1}/${wanted.size} ${row.condition}: ${done} of ${of}`);
        await setImmediate();
        context.signal.throwIfAborted();
      };
      rows.push(await simulateRow(row, seed, stream, repetitions, pause));
    }
    const missed = rows.filter((row) => row.met === false).length;
    const document = acaSimulateSchema.parse({
      seed,
      repetitions,
      durationMs: Math.round(context.now() - started),
      allMet: missed === 0,
      rows,
    });
    const judged = rows.filter((row) => row.met !== null).length;
    const text = [
      `seed ${seed}, ${repetitions} repetitions a row, default configuration, lognormal σ = 0.3 unless said`,
      "",
      simulationTable(rows),
      "",
      `${judged - missed} of ${judged} thresholds met, ${(document.durationMs / 1000).toFixed(0)} s`,
    ].join("\n");
    return { exitCode: missed === 0 ? 0 : 1, document, text };
  },
};

function wholeOption(raw: unknown, field: string, low: number, high: number, fallback: number): number {
  const value = numberOption(raw, field, low, high, fallback);
  if (Number.isInteger(value)) return value;
  throw new InputError("bad-option", `${field} must be a whole number`, {
    field,
    next: `give ${field} a whole number`,
  });
}

function rowsOf(raw: unknown): ReadonlySet<string> {
  const ids = ROWS.map((row) => row.id);
  if (raw === undefined) return new Set(ids);
  const wanted = String(raw)
    .split(",")
    .map((id) => id.trim());
  const unknown = wanted.find((id) => !ids.includes(id));
  if (unknown !== undefined)
    throw new InputError("bad-option", `there is no row ${JSON.stringify(unknown)}`, {
      field: "--rows",
      next: `choose from ${ids.join(", ")}`,
    });
  return new Set(wanted);
}
