/** How many robust standard deviations a point must lie from its like to be an outlier. */
const FAR = 10;
/** Share of points above which they are no outliers but how the series is. */
const FEW = 0.02;

/**
 * Single points far beyond their neighbours in time and everything at the same phase of neighbouring seasons, put back to
 * the median of these: models are fitted without them. What they are judged by keeps them, so that bands and peaks know
 * of them.
 *
 * @param seasons Points; empty for none.
 * @returns The same array where there are none, or so many that they are how the series is.
 */
export function dampOutliers(
  y: Float64Array,
  seasons: readonly number[],
): { values: Float64Array; outliers: number[] } {
  const distances = [1, 2, ...seasons.flatMap((season) => [season, 2 * season])];
  const like = Array.from(y, (_, i) =>
    Float64Array.from(distances.flatMap((d) => [y[i - d], y[i + d]]).filter((v) => v !== undefined)).sort(),
  );
  const sizes = y.map((v, i) => Math.abs(v - middle(like[i]!))).sort();
  const limit = FAR * 1.4826 * sizes[sizes.length >> 1]!;
  const far = (i: number): boolean => y[i]! > like[i]!.at(-1)! + limit || y[i]! < like[i]![0]! - limit;
  const outliers = limit > 0 ? [...y.keys()].filter(far) : [];
  if (outliers.length === 0 || outliers.length > FEW * y.length) return { values: y, outliers: [] };
  const values = Float64Array.from(y);
  for (const i of outliers) values[i] = middle(like[i]!);
  return { values, outliers };
}

function middle(ascending: Float64Array): number {
  const half = ascending.length >> 1;
  return ascending.length % 2 === 1 ? ascending[half]! : (ascending[half - 1]! + ascending[half]!) / 2;
}
