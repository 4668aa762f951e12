/**
 * Of how many independent ones the residuals over one horizon's length of the history are worth: they hang together, and
 * origins that overlap add little. Chosen on the training part of M4 Hourly, so that bands over its last days hold what
 * they promise.
 */
const INDEPENDENT = 7.4;
/** Residuals that a phase of the day needs to count as much as all together. */
const PHASE_SHRINKAGE = 20;
/** Share of the band that follows the skew of the residuals. */
const SKEW = 0.3;
const NEIGHBOURS = 2;

/** How far the band of one level reaches below (≤ 0) and above (≥ 0) the mean, for each step of the horizon. */
export interface Reach {
  readonly below: Float64Array;
  readonly above: Float64Array;
}

/**
 * Conformal bands from the residuals of rolling origins: each residual is scaled by how large residuals are at its step
 * of the horizon and at its phase of the day, all are pooled, and the band of a level is their quantile, raised as
 * conformal prediction raises it, for the number of independent residuals that these are worth (V. Vovk, A. Gammerman &
 * G. Shafer 2005; over rolling origins, since a plain split would break the seasons).
 *
 * @param residuals [origin][h]
 * @param at Index of the first point of the horizon to draw, which gives its phase.
 * @param season Points of the day; 1 for none.
 */
export function conformalBands(
  residuals: readonly Float64Array[],
  origins: readonly number[],
  at: number,
  season: number,
): (level: number) => Reach {
  const horizon = residuals[0]!.length;
  const byStep = stepScale(residuals, horizon);
  const byPhase = phaseScale(residuals, origins, byStep, season);
  const scale = (origin: number, h: number): number => byStep[h]! * byPhase[(origin + h) % season]!;
  const scaled: number[] = [];
  residuals.forEach((row, o) => {
    for (let h = 0; h < horizon; h++) {
      const s = scale(origins[o]!, h);
      scaled.push(s > 0 ? row[h]! / s : 0);
    }
  });
  const signed = Float64Array.from(scaled).sort();
  const sizes = Float64Array.from(scaled, Math.abs).sort();
  const seen = origins.at(-1)! - origins[0]! + horizon;
  const worth = 1 + 1 / Math.min(scaled.length, (INDEPENDENT * seen) / horizon);
  return (level) => {
    const raised = level * worth;
    const both = quantile(sizes, raised);
    const low = Math.min(0, quantile(signed, Math.max(0, (1 - raised) / 2)));
    const high = Math.max(0, quantile(signed, Math.min(1, (1 + raised) / 2)));
    // Beyond the largest residual there is only what its share of the tail suggests.
    const beyond = Math.max(1, raised);
    const below = new Float64Array(horizon);
    const above = new Float64Array(horizon);
    for (let h = 0; h < horizon; h++) {
      const s = scale(at, h) * beyond;
      below[h] = s * ((1 - SKEW) * -both + SKEW * low);
      above[h] = s * ((1 - SKEW) * both + SKEW * high);
    }
    return { below, above };
  };
}

function stepScale(residuals: readonly Float64Array[], horizon: number): Float64Array {
  const means = new Float64Array(horizon);
  let pooled = 0;
  for (const row of residuals)
    for (let h = 0; h < horizon; h++) {
      means[h]! += Math.abs(row[h]!) / residuals.length;
      pooled += Math.abs(row[h]!) / residuals.length / horizon;
    }
  return means.map((_, h) => {
    const near = means.subarray(Math.max(0, h - NEIGHBOURS), h + NEIGHBOURS + 1);
    return 0.8 * (near.reduce((a, b) => a + b, 0) / near.length) + 0.2 * pooled;
  });
}

function phaseScale(
  residuals: readonly Float64Array[],
  origins: readonly number[],
  byStep: Float64Array,
  season: number,
): Float64Array {
  const sum = new Float64Array(season).fill(PHASE_SHRINKAGE);
  const count = new Float64Array(season).fill(PHASE_SHRINKAGE);
  if (season === 1) return sum.fill(1);
  residuals.forEach((row, o) => {
    for (let h = 0; h < row.length; h++) {
      const size = byStep[h]! > 0 ? Math.abs(row[h]!) / byStep[h]! : 0;
      for (let d = -1; d <= 1; d++) {
        const phase = (origins[o]! + h + d + season) % season;
        sum[phase]! += size;
        count[phase]! += 1;
      }
    }
  });
  return sum.map((s, phase) => s / count[phase]!);
}

/** Linear between order statistics, (n + 1) p; @param ascending Not empty. */
export function quantile(ascending: Float64Array, p: number): number {
  const n = ascending.length;
  const position = Math.min(n - 1, Math.max(0, p * (n + 1) - 1));
  const index = Math.floor(position);
  const low = ascending[index]!;
  return low + (position - index) * ((ascending[index + 1] ?? low) - low);
}
