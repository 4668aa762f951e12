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
export function welchP(a: Summary, b: Summary): { readonly t: number; readonly df: number; readonly p: number } {
  const [u, v] = [a.variance / a.n, b.variance / b.n];
  const df = (u + v) ** 2 / (u ** 2 / (a.n - 1) + v ** 2 / (b.n - 1));
  const t = (b.mean - a.mean) / Math.sqrt(u + v);
  return { t, df, p: studentTwoSided(t, df) };
}

/** The same with the interval of b - a at level 1 - α, whose bound costs more than all the rest. */
export function welch(
  a: Summary,
  b: Summary,
  alpha = 0.05,
): ReturnType<typeof welchP> & { readonly interval: Interval } {
  const test = welchP(a, b);
  const width = studentCritical(alpha, test.df) * Math.sqrt(a.variance / a.n + b.variance / b.n);
  const estimate = b.mean - a.mean;
  return { ...test, interval: { low: estimate - width, high: estimate + width } };
}
