import { type Alternative, clipProbability } from "./alternative.ts";
import { incompleteBeta } from "./incomplete-beta.ts";

/**
 * Test of two event rates: `eventsX` over `exposureX` against `eventsY` over `exposureY`, conditional on their sum
 * (binomial). Two-sided doubles the smaller tail. `dispersion` ≥ 1 is by how much the counts vary more than Poisson's; the
 * events are divided by it (quasi-likelihood), so that bursts are not taken for a rate. 1 where no event was seen.
 * Source: J. Przyborowski & H. Wilenski, Biometrika 31 (1940); P. McCullagh & J. Nelder, Generalized Linear Models (1989).
 */
export function rateTest(
  eventsX: number,
  exposureX: number,
  eventsY: number,
  exposureY: number,
  alternative: Alternative = "two-sided",
  dispersion = 1,
): number {
  const x = eventsX / dispersion;
  const y = eventsY / dispersion;
  if (x + y === 0) return 1;
  const share = exposureX / (exposureX + exposureY);
  const upper = x === 0 ? 1 : incompleteBeta(x, y + 1, share);
  const lower = y === 0 ? 1 : incompleteBeta(y, x + 1, 1 - share);
  if (alternative === "greater") return upper;
  if (alternative === "less") return lower;
  return clipProbability(2 * Math.min(upper, lower));
}

/**
 * Dispersion of counts around their own side's mean, over both sides: Pearson's χ² over its degrees of freedom; at least 1.
 */
export function countDispersion(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let statistic = 0;
  let freedom = 0;
  for (const side of [x, y]) {
    let sum = 0;
    for (let i = 0; i < side.length; i++) sum += side[i]!;
    const mean = sum / side.length;
    if (!(mean > 0)) continue;
    for (let i = 0; i < side.length; i++) statistic += (side[i]! - mean) ** 2 / mean;
    freedom += side.length - 1;
  }
  return freedom > 0 ? Math.max(1, statistic / freedom) : 1;
}
