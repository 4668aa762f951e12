import { incompleteBeta } from "./incomplete-beta.ts";

/** P(|T| > |t|) of Student's t with df > 0 degrees of freedom (not necessarily whole). DLMF 8.17. */
export function studentTwoSided(t: number, df: number): number {
  if (Number.isNaN(t) || !(df > 0)) return Number.NaN;
  return incompleteBeta(df / 2, 0.5, df / (df + t * t));
}

/** The t ≥ 0 with P(|T| > t) = p, p in (0, 1]. By bisection, to 1e-12 relative. */
export function studentCritical(p: number, df: number): number {
  if (!(p > 0 && p <= 1) || !(df > 0)) return Number.NaN;
  let high = 1;
  while (studentTwoSided(high, df) > p && high < 1e300) high *= 2;
  let low = 0;
  for (let i = 0; i < 200 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, df) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
