/**
 * Minimises f without derivatives: the simplex method of J. Nelder & R. Mead (Computer Journal 7, 1965) with its usual
 * coefficients. Deterministic.
 *
 * @param start Not changed.
 * @param step Size of the first simplex.
 * @param evaluations Calls of f at most.
 */
export function nelderMead(
  f: (x: Float64Array) => number,
  start: readonly number[],
  step: number,
  evaluations: number,
): { x: Float64Array; value: number } {
  const n = start.length;
  const points: { x: Float64Array; value: number }[] = [];
  let calls = 0;
  const at = (x: Float64Array) => {
    calls++;
    const value = f(x);
    return { x, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  points.push(at(Float64Array.from(start)));
  for (let i = 0; i < n; i++) {
    const x = Float64Array.from(start);
    x[i] = x[i]! + step;
    points.push(at(x));
  }
  const along = (center: Float64Array, worst: Float64Array, t: number) =>
    at(center.map((c, i) => c + t * (worst[i]! - c)));
  while (calls < evaluations) {
    points.sort((a, b) => a.value - b.value);
    const [best, worst, second] = [points[0]!, points[n]!, points[n - 1]!];
    if (worst.value - best.value <= 1e-6 * Math.abs(best.value)) break;
    const center = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) center[j]! += points[i]!.x[j]! / n;
    const reflected = along(center, worst.x, -1);
    if (reflected.value < best.value) {
      const expanded = along(center, worst.x, -2);
      points[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < second.value) points[n] = reflected;
    else {
      const contracted = along(center, worst.x, reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) points[n] = contracted;
      else for (let i = 1; i <= n; i++) points[i] = at(points[i]!.x.map((v, j) => (v + best.x[j]!) / 2));
    }
  }
  points.sort((a, b) => a.value - b.value);
  return points[0]!;
}
