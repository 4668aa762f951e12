/**
 * The M4 competition's Hourly set: OWA, MSIS and coverage as its organisers define them (season 24, bands of 80 and
 * 95 %), on one core. The choices in core/capacity were made on the training part alone, forecasting its last days.
 *
 *   node test/bench/capacity-m4.bench.ts [--data ../shared/data/m4] [--every 1] [--inner 0] [--json]
 *
 * With --inner N the test part is not read: the last N points of each training series are held back instead.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  forecastSeries,
  intervalScore,
  meanAbsoluteError,
  naive2,
  seasonalScale,
  smape,
} from "../../core/capacity/index.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string", default: join(import.meta.dirname, "../../../shared/data/m4") },
    every: { type: "string", default: "1" },
    inner: { type: "string", default: "0" },
    json: { type: "boolean", default: false },
  },
});
const [horizon, season, levels] = [48, 24, [0.8, 0.95]] as const;
const inner = Number(values.inner);

function rows(file: string): Float64Array[] {
  return readFileSync(join(values.data, file), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => {
      const cells = line
        .split(",")
        .slice(1)
        .map((cell) => cell.replaceAll('"', "").trim());
      return Float64Array.from(
        cells.filter((cell) => cell !== ""),
        Number,
      );
    });
}

const train = rows("Hourly-train.csv");
const test = inner > 0 ? null : rows("Hourly-test.csv");
const sum = { smape: 0, mase: 0, smape2: 0, mase2: 0, msis: 0, inside: [0, 0], negative: 0, notFinite: 0 };
let count = 0;
const started = performance.now();
for (let i = 0; i < train.length; i += Number(values.every)) {
  const whole = train[i]!;
  const y = test ? whole : whole.slice(0, whole.length - inner);
  const actual = test ? test[i]! : whole.slice(y.length, y.length + horizon);
  const forecast = forecastSeries(y, { horizon, seasons: [24, 168], levels, floor: 0 })!;
  const yardstick = naive2(y, y.length, season, horizon);
  const scale = seasonalScale(y, season);
  sum.smape += smape(actual, forecast.mean);
  sum.mase += meanAbsoluteError(actual, forecast.mean) / scale;
  sum.smape2 += smape(actual, yardstick);
  sum.mase2 += meanAbsoluteError(actual, yardstick) / scale;
  forecast.bands.forEach(({ low, high, level }, b) => {
    for (let h = 0; h < horizon; h++) {
      if (actual[h]! >= low[h]! && actual[h]! <= high[h]!) sum.inside[b]! += 1;
      if (low[h]! < 0) sum.negative++;
      if (!Number.isFinite(low[h]! + high[h]!)) sum.notFinite++;
    }
    if (level === 0.95) sum.msis += intervalScore(actual, low, high, level) / scale;
  });
  count++;
}
const result = {
  series: count,
  owa: (sum.smape / sum.smape2 + sum.mase / sum.mase2) / 2,
  smape: sum.smape / count,
  mase: sum.mase / count,
  naive2: { smape: sum.smape2 / count, mase: sum.mase2 / count },
  msis: sum.msis / count,
  coverage: { 80: sum.inside[0]! / count / horizon, 95: sum.inside[1]! / count / horizon },
  negativeLowerBounds: sum.negative,
  notFinite: sum.notFinite,
  seconds: (performance.now() - started) / 1000,
};
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
  const line = (name: string, value: number, wanted: string): void =>
    void process.stdout.write(`${name.padEnd(24)} ${value.toFixed(4).padStart(9)}   ${wanted}\n`);
  line("series", result.series, inner > 0 ? `last ${inner} points of the training part held back` : "test part");
  line("OWA", result.owa, "≤ 0.52");
  line("sMAPE", result.smape, `Naive2 ${result.naive2.smape.toFixed(3)}`);
  line("MASE", result.mase, `Naive2 ${result.naive2.mase.toFixed(3)}`);
  line("MSIS 95 %", result.msis, "≤ 8.4");
  line("coverage 80 %", result.coverage[80], "0.78 … 0.82");
  line("coverage 95 %", result.coverage[95], "0.93 … 0.97");
  line("negative lower bounds", result.negativeLowerBounds, "0");
  line("seconds, one core", result.seconds, "≤ 1200 (10 min on 2 cores)");
}
