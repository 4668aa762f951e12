/** Factors by which units of the same thing differ: per mille, percent, kilo, kibi, bits, minutes and hours. */
const FACTORS = [60, 100, 1000, 1024, 3600, 1e6, 1024 ** 2, 1e9, 1024 ** 3];
const TOLERANCE = 0.25;

/**
 * The place where a series began to be measured in another unit: all of it is a familiar factor larger or smaller from
 * there on, its spread as much as its middle, and stays so. Growth and level shifts change the one or the other, or by
 * no such factor.
 */
export function unitChange(values: Float64Array): { index: number; factor: number; up: boolean } | null {
  const n = values.length;
  const edge = Math.max(4, Math.floor(n / 20));
  if (n < 2 * edge + 1) return null;
  const logs = values.map((v) => Math.log(Math.abs(v) + 1e-12));
  const index = steepest(logs, edge);
  const [before, after] = [spreadOf(values.subarray(0, index)), spreadOf(values.subarray(index))];
  if (!(before.middle > 0) || !(after.middle > 0)) return null;
  const ratio = after.middle / before.middle;
  const size = ratio >= 1 ? ratio : 1 / ratio;
  const factor = FACTORS.find((f) => Math.abs(Math.log(size / f)) < TOLERANCE);
  if (factor === undefined) return null;
  // The two stretches must not overlap, nor their relative spread differ much.
  const apart = ratio > 1 ? after.low > before.high : after.high < before.low;
  const [relativeBefore, relativeAfter] = [before.spread / before.middle, after.spread / after.middle];
  const alike = relativeAfter <= 4 * relativeBefore + 0.05 && relativeBefore <= 4 * relativeAfter + 0.05;
  return apart && alike ? { index, factor, up: ratio > 1 } : null;
}

/** The cut with the largest difference of means, weighted as a two-sample test weighs it. */
function steepest(logs: Float64Array, edge: number): number {
  const n = logs.length;
  const total = logs.reduce((a, b) => a + b, 0);
  let [left, best, index] = [0, -1, edge];
  for (let i = 1; i < n; i++) {
    left += logs[i - 1]!;
    if (i < edge || i > n - edge) continue;
    const gap = Math.abs(left / i - (total - left) / (n - i)) * Math.sqrt((i / n) * ((n - i) / n));
    if (gap > best) [best, index] = [gap, i];
  }
  return index;
}

function spreadOf(values: Float64Array) {
  const s = Float64Array.from(values).sort();
  const at = (p: number): number => s[Math.floor(p * (s.length - 1))]!;
  return { middle: at(0.5), spread: at(0.75) - at(0.25), low: at(0.02), high: at(0.98) };
}
