/**
 * Made-up families of series, of seeds that the choices in core/capacity were not made on: accuracy against the seasonal
 * naive forecast of the true season, and what the bands hold. Each series is forecast from `--origins` places of its end.
 *
 *   node test/bench/capacity-families.bench.ts [--series 12] [--given] [--only NAME] [--seed 1]
 *
 * With --given the true seasons are told, as `--season` tells them; else they are found.
 */
import { parseArgs } from "node:util";
import {
  forecastPoints,
  forecastRaw,
  intervalScore,
  meanAbsoluteError,
  seasonalScale,
} from "../../core/capacity/index.ts";
import { families } from "./capacity-families.ts";

const { values } = parseArgs({
  options: {
    series: { type: "string", default: "12" },
    given: { type: "boolean", default: false },
    only: { type: "string" },
    seed: { type: "string", default: "1" },
  },
});
const levels = [80, 95];
const total = { ratio: 0, inside: [0, 0], msis: 0, families: 0, seconds: 0 };
const line = (name: string, ...cells: readonly (number | string)[]): void =>
  void process.stdout.write(
    `${name.padEnd(26)} ${cells.map((c) => (typeof c === "number" ? c.toFixed(3) : c).padStart(9)).join(" ")}\n`,
  );
line("family", "MAE/naive", "cover80", "cover95", "MSIS", "refused", "negative", "seconds");
for (const family of families) {
  if (values.only !== undefined && !family.name.includes(values.only)) continue;
  const sum = { ours: 0, theirs: 0, inside: [0, 0], points: 0, msis: 0, refused: 0, bad: 0, scaled: 0 };
  const started = performance.now();
  for (let s = 0; s < Number(values.series); s++) {
    const whole = family.make(Number(values.seed) * 1000 + s);
    const n = whole.length - family.horizon;
    const y = whole.slice(0, n);
    const actual = whole.slice(n);
    const outcome = forecastRaw(
      {
        id: `${family.name}-${s}/cpu/millicores`,
        at: y.map((_, i) => Date.UTC(2026, 0, 5) + i * family.step),
        value: y,
        row: Int32Array.from(y, (_, i) => i + 2),
      },
      {
        horizon: family.horizon,
        seasons: values.given ? family.seasons : null,
        levels,
        counter: false,
        signed: family.signed ?? false,
        peakQuantile: 0.95,
        limit: null,
        zone: null,
      },
    );
    if (outcome.refused !== null) {
      sum.refused++;
      if (values.only !== undefined) process.stdout.write(`  ${outcome.refused.text}\n`);
      continue;
    }
    if (values.only !== undefined) process.stdout.write(`  ${outcome.model}\n`);
    const season = family.seasons.at(-1) ?? 1;
    const mean = outcome.path!.mean;
    const naive = Float64Array.from(actual, (_, h) => y[n - season + (h % season)]!);
    const scale = seasonalScale(y, family.seasons[0] ?? 1) || 1;
    sum.ours += meanAbsoluteError(actual, mean) / scale;
    sum.theirs += meanAbsoluteError(actual, naive) / scale;
    levels.forEach((level, l) => {
      for (const [h, { bands }] of forecastPoints(outcome).entries()) {
        const [low, high] = bands[String(level)]!;
        if (actual[h]! >= low && actual[h]! <= high) sum.inside[l]! += 1;
        if (!family.signed && !(low >= 0)) sum.bad++;
        if (!Number.isFinite(high)) sum.bad++;
      }
    });
    const { low, high } = outcome.path!.bands[1]!;
    sum.msis += intervalScore(actual, low, high, 0.95) / scale;
    sum.points += family.horizon;
    sum.scaled++;
  }
  const seconds = (performance.now() - started) / 1000;
  total.seconds += seconds;
  if (sum.scaled === 0) {
    line(family.name, "–", "–", "–", "–", String(sum.refused), "0", seconds);
    continue;
  }
  const cover = sum.inside.map((n) => n / sum.points);
  const ratio = sum.theirs > 0 ? sum.ours / sum.theirs : 1;
  line(family.name, ratio, cover[0]!, cover[1]!, sum.msis / sum.scaled, String(sum.refused), String(sum.bad), seconds);
  total.ratio += Math.log(ratio);
  total.inside = total.inside.map((v, l) => v + cover[l]!);
  total.msis += Math.log(sum.msis / sum.scaled);
  total.families++;
}
const n = total.families;
line(
  "all (geometric, mean)",
  Math.exp(total.ratio / n),
  total.inside[0]! / n,
  total.inside[1]! / n,
  Math.exp(total.msis / n),
  "",
  "",
  total.seconds,
);
