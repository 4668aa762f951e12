import type { Summary } from "./moments.ts";
import { studentCritical, studentTwoSided } from "./student-t.ts";

/** An effect of b over a, and the variance of its estimate. Relative: (b - a)/a, by the delta method. */
export interface Effect {
  readonly estimate: number;
  readonly variance: number;
}

export function effectOf(a: Summary, b: Summary, kind: "relative" | "absolute"): Effect {
  if (kind === "absolute") return { estimate: b.mean - a.mean, variance: b.variance / b.n + a.variance / a.n };
  return {
    estimate: (b.mean - a.mean) / a.mean,
    variance: b.variance / (a.mean ** 2 * b.n) + (a.variance * b.mean ** 2) / (a.mean ** 4 * a.n),
  };
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Welch's t-test of b - a, degrees of freedom after Satterthwaite; NaN where nothing varies. */
export function welch(
  a: Summary,
  b: Summary,
  alpha = 0.05,
): { readonly t: number; readonly df: number; readonly p: number; readonly interval: Interval } {
  const [u, v] = [a.variance / a.n, b.variance / b.n];
  const df = (u + v) ** 2 / (u ** 2 / (a.n - 1) + v ** 2 / (b.n - 1));
  const t = (b.mean - a.mean) / Math.sqrt(u + v);
  const width = studentCritical(alpha, df) * Math.sqrt(u + v);
  const estimate = b.mean - a.mean;
  return { t, df, p: studentTwoSided(t, df), interval: { low: estimate - width, high: estimate + width } };
}
