/** What is kept of a sample: its size, sum and sum of squares, and the same of a covariate where there is one. */
export interface Moments {
  readonly n: number;
  readonly sum: number;
  readonly sumSquares: number;
  readonly pre?: { readonly sum: number; readonly sumSquares: number; readonly cross: number };
}

/** A mean and the variance of one observation. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

/** Of measured values; variance with n - 1, 0 below two. */
export function meanOf({ n, sum, sumSquares }: Moments): Summary {
  if (n === 0) return { n, mean: Number.NaN, variance: 0 };
  return { n, mean: sum / n, variance: n < 2 ? 0 : Math.max(0, (sumSquares - (sum * sum) / n) / (n - 1)) };
}

/** Of zeros and ones; variance p(1 - p). */
export function proportionOf({ n, sum }: Moments): Summary {
  const mean = n === 0 ? Number.NaN : sum / n;
  return { n, mean, variance: n === 0 ? 0 : mean * (1 - mean) };
}

/**
 * CUPED: both arms' values less what their pre-period explains, θ pooled over the arms. Null where an arm has no
 * pre-period or it does not vary.
 * Source: A. Deng, Y. Xu, R. Kohavi & T. Walker, WSDM 2013.
 */
export function cuped(a: Moments, b: Moments): { a: Summary; b: Summary; theta: number; reduction: number } | null {
  const parts = [a, b].map((arm) => {
    const { n, sum, pre } = arm;
    if (!pre || n < 2) return null;
    return {
      n,
      mean: sum / n,
      variance: meanOf(arm).variance,
      preMean: pre.sum / n,
      preVariance: (pre.sumSquares - (pre.sum * pre.sum) / n) / (n - 1),
      covariance: (pre.cross - (sum * pre.sum) / n) / (n - 1),
    };
  });
  const [x, y] = parts;
  if (!x || !y || !(x.preVariance + y.preVariance > 0)) return null;
  const theta = (x.covariance + y.covariance) / (x.preVariance + y.preVariance);
  const overall = (a.pre!.sum + b.pre!.sum) / (x.n + y.n);
  const adjusted = (arm: NonNullable<(typeof parts)[number]>): Summary => ({
    n: arm.n,
    mean: arm.mean - theta * (arm.preMean - overall),
    variance: Math.max(0, arm.variance + theta * theta * arm.preVariance - 2 * theta * arm.covariance),
  });
  const [left, right] = [adjusted(x), adjusted(y)];
  const before = x.variance / x.n + y.variance / y.n;
  const after = left.variance / x.n + right.variance / y.n;
  return { a: left, b: right, theta, reduction: before > 0 ? 1 - after / before : 0 };
}
