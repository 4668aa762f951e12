import { classicalIndices } from "../decomposition.ts";
import { nelderMead } from "../nelder-mead.ts";
import type { Model } from "./model.ts";

/**
 * Theta method on the deseasonalised series: simple exponential smoothing of the theta-2 line plus half the linear
 * drift. V. Assimakopoulos & K. Nikolopoulos, IJF 16 (2000), in the form of Hyndman & Billah (2003): SES with drift.
 * Seasonal indices are multiplicative where the series is positive throughout, else additive.
 */
export function theta(season: number): Model {
  return {
    name: `theta-${season}`,
    minimum: Math.max(2 * season, 4),
    forecast: (y, fitEnd, origins, horizon) => {
      const alpha = bestAlpha(deseasonalised(y, fitEnd, season).line);
      return origins.map((origin) => {
        const { line, indices, multiplicative } = deseasonalised(y, origin, season);
        const n = line.length;
        const slope = slopeOf(line);
        let level = line[0]!;
        for (let i = 1; i < n; i++) level += alpha * (line[i]! - level);
        const settled = (1 - (1 - alpha) ** n) / alpha;
        return Float64Array.from({ length: horizon }, (_, h) => {
          const mean = level + (slope / 2) * (h + settled);
          const index = indices[(origin + h) % season]!;
          return multiplicative ? mean * index : mean + index;
        });
      });
    },
  };
}

function deseasonalised(y: Float64Array, end: number, season: number) {
  const { indices, multiplicative } = classicalIndices(y, end, season);
  const line = new Float64Array(end);
  for (let i = 0; i < end; i++) line[i] = multiplicative ? y[i]! / indices[i % season]! : y[i]! - indices[i % season]!;
  return { line, indices, multiplicative };
}

function bestAlpha(line: Float64Array): number {
  const error = (x: Float64Array): number => {
    const alpha = 1 / (1 + Math.exp(-x[0]!));
    let [level, sum] = [line[0]!, 0];
    for (let i = 1; i < line.length; i++) {
      const e = line[i]! - level;
      sum += e * e;
      level += alpha * e;
    }
    return sum;
  };
  return Math.min(0.99, Math.max(0.01, 1 / (1 + Math.exp(-nelderMead(error, [0], 1, 30).x[0]!))));
}

function slopeOf(line: Float64Array): number {
  const n = line.length;
  const middle = (n - 1) / 2;
  let [above, below] = [0, 0];
  for (let i = 0; i < n; i++) {
    above += (i - middle) * line[i]!;
    below += (i - middle) ** 2;
  }
  return below === 0 ? 0 : above / below;
}
