/** How many robust standard deviations a point must lie from its like to be an outlier. */
const FAR = 10;
/** Share of points above which they are no outliers but how the series is. */
const FEW = 0.02;

/**
 * Single points far from their neighbours in time and from the same phase of neighbouring seasons, put back to the median
 * of these: models are fitted without them. What they are judged by keeps them, so that bands and peaks know of them.
 *
 * @param season Points; 1 for none.
 * @returns The same array where there are none, or so many that they are how the series is.
 */
export function dampOutliers(y: Float64Array, season: number): { values: Float64Array; outliers: number[] } {
  const expected = y.map((_, i) => typical(y, i, season));
  const sizes = y.map((v, i) => Math.abs(v - expected[i]!)).sort();
  const limit = FAR * 1.4826 * sizes[sizes.length >> 1]!;
  const outliers = limit > 0 ? [...y.keys()].filter((i) => Math.abs(y[i]! - expected[i]!) > limit) : [];
  if (outliers.length === 0 || outliers.length > FEW * y.length) return { values: y, outliers: [] };
  const values = Float64Array.from(y);
  for (const i of outliers) values[i] = expected[i]!;
  return { values, outliers };
}

function typical(y: Float64Array, i: number, season: number): number {
  const distances = season > 1 ? [season, 2 * season, 3 * season] : [1, 2, 3];
  const like = distances
    .flatMap((d) => [y[i - d], y[i + d]])
    .filter((v) => v !== undefined)
    .sort((a, b) => a - b);
  const half = like.length >> 1;
  return like.length === 0 ? y[i]! : like.length % 2 === 1 ? like[half]! : (like[half - 1]! + like[half]!) / 2;
}
