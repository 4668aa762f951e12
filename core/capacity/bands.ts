import { type Evidence, type Place, scoreScale, seenPoints } from "./score-scale.ts";

/**
 * Of how many independent ones the residuals over one horizon's length of the history are worth at most: they hang
 * together, and origins that overlap add little. Chosen on the training part of M4 Hourly, so that bands over its last
 * days hold what they promise.
 */
const INDEPENDENT = 7.4;
/** How much more points are worth than their neighbours' likeness alone says: chosen on made-up wandering series. */
const LENIENCE = 2;
/** Share of the band that follows the skew of the residuals. */
const SKEW = 0.3;

/** How far the band of one level reaches below (≤ 0) and above (≥ 0) the mean, for each step of the horizon. */
export interface Reach {
  readonly below: Float64Array;
  readonly above: Float64Array;
}

/**
 * Conformal bands from the residuals of rolling origins: each residual is scaled by how large residuals are expected to
 * be at its place, all are pooled, and the band of a level is their quantile, raised as conformal prediction raises it,
 * for the number of independent residuals that these are worth (V. Vovk, A. Gammerman & G. Shafer 2005; over rolling
 * origins, since a plain split would break the seasons).
 *
 * @param place The forecast to draw bands around.
 */
export function conformalBands(evidence: Evidence, place: Place): (level: number) => Reach {
  const { y, residuals, origins } = evidence;
  const scaleAt = scoreScale(evidence);
  const rows = residuals.map((row, o) => {
    const origin = origins[o]!;
    const scale = scaleAt({ origin, mean: row.map((missed, h) => y[origin + h]! - missed) });
    return row.map((missed, h) => (scale[h]! > 0 ? missed / scale[h]! : 0));
  });
  const signed = Float64Array.from(rows.flatMap((row) => [...row])).sort();
  const sizes = signed.map(Math.abs).sort();
  const worth = 1 + 1 / independentScores(rows, seenPoints(evidence));
  const here = scaleAt(place);
  return (level) => {
    const raised = level * worth;
    const both = quantile(sizes, raised);
    const low = Math.min(0, quantile(signed, Math.max(0, (1 - raised) / 2)));
    const high = Math.max(0, quantile(signed, Math.min(1, (1 + raised) / 2)));
    // Beyond the largest residual there is only what its share of the tail suggests.
    const beyond = Math.max(1, raised);
    return {
      below: here.map((scale) => scale * beyond * ((1 - SKEW) * -both + SKEW * low)),
      above: here.map((scale) => scale * beyond * ((1 - SKEW) * both + SKEW * high)),
    };
  };
}

/**
 * Of how many independent scores these are worth. Sizes of normal scores whose neighbours correlate by ρ tell as much
 * of their spread as (1 − ρ²)/(1 + ρ²) times as many independent ones (M. S. Bartlett 1935): few where a series wanders.
 *
 * @param rows [origin][h]
 * @param seen Points of the history that they tell of.
 */
export function independentScores(rows: readonly Float64Array[], seen: number): number {
  const horizon = rows[0]!.length;
  let [products, squares] = [0, 0];
  for (const row of rows)
    for (let h = 1; h < horizon; h++) {
      products += row[h]! * row[h - 1]!;
      squares += (row[h]! ** 2 + row[h - 1]! ** 2) / 2;
    }
  const alike = squares > 0 ? Math.max(0, products / squares) ** 2 : 0;
  const worth = (LENIENCE * seen * (1 - alike)) / (1 + alike);
  return Math.max(1, Math.min(rows.length * horizon, (INDEPENDENT * seen) / horizon, worth));
}

/** Linear between order statistics, (n + 1) p; @param ascending Not empty. */
export function quantile(ascending: Float64Array, p: number): number {
  const n = ascending.length;
  const position = Math.min(n - 1, Math.max(0, p * (n + 1) - 1));
  const index = Math.floor(position);
  const low = ascending[index]!;
  return low + (position - index) * ((ascending[index + 1] ?? low) - low);
}
