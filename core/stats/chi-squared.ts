import { logGamma } from "./gamma.ts";

/** P(X > x) of χ² with df > 0 degrees of freedom: the regularised upper incomplete gamma function Q(df/2, x/2). */
export function chiSquaredSf(x: number, df: number): number {
  if (Number.isNaN(x) || !(df > 0)) return Number.NaN;
  if (x <= 0) return 1;
  const [a, z] = [df / 2, x / 2];
  const front = Math.exp(a * Math.log(z) - z - logGamma(a));
  return z < a + 1 ? 1 - front * series(a, z) : front * fraction(a, z);
}

/** DLMF 8.11.4. */
function series(a: number, z: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 10_000 && term > sum * 1e-17; n++) {
    term *= z / (a + n);
    sum += term;
  }
  return sum;
}

/** DLMF 8.9.2, by the modified Lentz algorithm. */
function fraction(a: number, z: number): number {
  let b = z + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 10_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b || 1e-300);
    c = b + an / c || 1e-300;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h;
}

export interface GoodnessOfFit {
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
}

/**
 * Pearson's χ² of counts against the shares that they should have.
 * @param shares Positive, in any unit; as many as counts.
 */
export function chiSquaredFit(counts: readonly number[], shares: readonly number[]): GoodnessOfFit {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const df = counts.length - 1;
  if (total === 0 || df < 1) return { statistic: 0, df, p: 1 };
  const statistic = counts.reduce((sum, n, i) => {
    const expected = (total * shares[i]!) / whole;
    return sum + (n - expected) ** 2 / expected;
  }, 0);
  return { statistic, df, p: chiSquaredSf(statistic, df) };
}
