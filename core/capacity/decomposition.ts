/**
 * Seasonal indices by classical decomposition: the mean ratio to (or difference from) the centred moving average, per
 * phase, normalised. The phase of point i is i mod season.
 *
 * @param end Only y[0, end) is read; at least two seasons, else all indices are neutral.
 * @returns multiplicative indices (mean 1) where every point is positive, additive ones (mean 0) elsewhere.
 */
export function classicalIndices(
  y: Float64Array,
  end: number,
  season: number,
  allowMultiplicative = true,
): { indices: Float64Array; multiplicative: boolean } {
  let multiplicative = allowMultiplicative;
  for (let i = 0; i < end && multiplicative; i++) multiplicative = y[i]! > 0;
  const neutral = multiplicative ? 1 : 0;
  const indices = new Float64Array(season).fill(neutral);
  if (season < 2 || end < 2 * season) return { indices, multiplicative };
  const sum = new Float64Array(season);
  const count = new Float64Array(season);
  const half = season >> 1;
  const even = season % 2 === 0;
  let window = 0;
  for (let i = 0; i < season; i++) window += y[i]!;
  // The window starts at i - half; for an even season its ends count half each (2×m moving average).
  for (let i = half; i + half < end + (even ? 0 : 0); i++) {
    const average = even ? (window + (y[i + half]! - y[i - half]!) / 2) / season : window / season;
    sum[i % season]! += multiplicative ? y[i]! / average : y[i]! - average;
    count[i % season]! += 1;
    const next = i - half + season;
    if (next < end) window += y[next]! - y[i - half]!;
  }
  let total = 0;
  for (let k = 0; k < season; k++) {
    indices[k] = count[k]! > 0 ? sum[k]! / count[k]! : neutral;
    total += indices[k]! / season;
  }
  for (let k = 0; k < season; k++) indices[k] = multiplicative ? indices[k]! / total : indices[k]! - total;
  return { indices, multiplicative };
}
