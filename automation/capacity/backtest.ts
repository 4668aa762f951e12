import type { SeriesOutcome } from "../../core/capacity/index.ts";
import { capacityBacktestSchema } from "../documents/capacity.ts";
import type { ForecastRun } from "./forecast.ts";

/** The scores of a run, and their middle over the series that were not refused. */
export function backtestDocument(run: ForecastRun) {
  const scored = run.series.filter(({ backtest }) => backtest !== null);
  const levels = Object.keys(scored[0]?.backtest?.coverage ?? {});
  return capacityBacktestSchema.parse({
    inputDigest: run.inputDigest,
    series: run.series.map(({ id, step, model, weights, backtest, refused }) => ({
      id,
      step,
      model,
      weights: weights.map((w) => ({ ...w, weight: short(w.weight), error: short(w.error) })),
      backtest: backtest && {
        ...backtest,
        owa: backtest.owa === null ? null : short(backtest.owa),
        msis: backtest.msis === null ? null : short(backtest.msis),
      },
      refused,
    })),
    summary: {
      series: run.series.length,
      refused: run.series.length - scored.length,
      owaMedian: median(scored.flatMap(({ backtest }) => (backtest!.owa === null ? [] : [backtest!.owa]))),
      msisMedian: median(scored.flatMap(({ backtest }) => (backtest!.msis === null ? [] : [backtest!.msis]))),
      coverage: Object.fromEntries(
        levels.map((level) => [
          level,
          short(scored.reduce((sum, { backtest }) => sum + backtest!.coverage[level]!, 0) / scored.length),
        ]),
      ),
    },
  });
}

function short(value: number): number {
  return Number(value.toPrecision(5));
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? null : short((sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2);
}

/** A line a series: origins, OWA, MSIS, coverage, the mixture. */
export function backtestText(run: ForecastRun): string {
  const width = run.series.reduce((most, { id }) => Math.max(most, id.length), 8);
  const cell = (value: number | null, digits: number): string =>
    (value === null ? "–" : value.toFixed(digits)).padStart(8);
  const levels = Object.keys(run.series.find(({ backtest }) => backtest !== null)?.backtest?.coverage ?? {});
  const head = `${"series".padEnd(width)} ${["origins", "OWA", "MSIS", ...levels.map((l) => `in ${l} %`)].map((h) => h.padStart(8)).join("")}  mixture`;
  const row = ({ id, backtest, model, refused }: SeriesOutcome): string =>
    backtest === null
      ? `${id.padEnd(width)}  refused, ${refused!.code}${refused!.row === null ? "" : ` (row ${refused!.row})`}: ${refused!.text}`
      : `${id.padEnd(width)} ${String(backtest.origins).padStart(8)}${cell(backtest.owa, 3)}${cell(backtest.msis, 2)}${levels.map((l) => cell(100 * backtest.coverage[l]!, 1)).join("")}  ${model}`;
  const { summary } = backtestDocument(run);
  const total = `${"middle".padEnd(width)} ${"".padStart(8)}${cell(summary.owaMedian, 3)}${cell(summary.msisMedian, 2)}${levels.map((l) => cell(100 * summary.coverage[l]!, 1)).join("")}`;
  return [head, ...run.series.map(row), total].join("\n");
}
