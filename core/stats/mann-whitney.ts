import { type Alternative, clipProbability, type Method, requireSamples } from "./alternative.ts";
import { exactTiedTails, exactUpperTail, tiedCost } from "./mann-whitney-exact.ts";
import { normalSf } from "./normal.ts";
import { type Pooled, pool, sorted, tieCount, tieTerm } from "./pooled.ts";

export interface MannWhitneyOptions {
  /** Default two-sided. `greater`: x tends to be larger than y. */
  readonly alternative?: Alternative | undefined;
  /** `auto` (default): exact without ties where the smaller side has at most 8 values, as SciPy does. */
  readonly method?: "auto" | Method | undefined;
  /** Continuity correction of the asymptotic p-value; default true. */
  readonly continuity?: boolean | undefined;
}

export interface MannWhitneyResult {
  /** U of x: pairs with x above y, ties counted half; 0..nx·ny. */
  readonly statistic: number;
  readonly pValue: number;
  readonly method: Method;
  /** Pooled values that have a twin. */
  readonly ties: number;
}

/** Above this many steps an exact distribution is refused. */
const EXACT_LIMIT = 2e9;

/**
 * Mann-Whitney U test of x against y, in either order of any length ≥ 1.
 * Exact: the permutation distribution, ties included. Asymptotic: normal with tie and continuity correction.
 * Statistic and p are those of SciPy's `mannwhitneyu(x, y)`; with ties and `exact` those of its PermutationMethod.
 * @throws RangeError on an empty side, a value that is not finite, or an exact request beyond about 1,000 a side.
 */
export function mannWhitneyU(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: MannWhitneyOptions = {},
): MannWhitneyResult {
  requireSamples(x, y);
  return mannWhitneyPooled(pool(sorted(x), sorted(y)), options);
}

/** The same on merged samples. */
export function mannWhitneyPooled(pooled: Pooled, options: MannWhitneyOptions = {}): MannWhitneyResult {
  const { alternative = "two-sided", continuity = true } = options;
  const ties = tieCount(pooled);
  const statistic = uStatistic(pooled);
  const wanted = options.method ?? "auto";
  const method =
    wanted !== "auto" ? wanted : ties === 0 && Math.min(pooled.nx, pooled.ny) <= 8 ? "exact" : "asymptotic";
  const pValue =
    method === "exact"
      ? exactP(pooled, statistic, ties, alternative)
      : asymptoticP(pooled, statistic, alternative, continuity);
  return { statistic, pValue: clipProbability(pValue), method, ties };
}

/** True when the exact distribution, ties included, takes no more than `steps`. */
export function exactWithin(pooled: Pooled, steps: number): boolean {
  return exactCost(pooled) <= steps;
}

function exactCost(pooled: Pooled): number {
  return tieCount(pooled) === 0 ? Math.min(pooled.nx, pooled.ny) * pooled.nx * pooled.ny : tiedCost(pooled);
}

function uStatistic(pooled: Pooled): number {
  let below = 0;
  let doubled = 0;
  for (let g = 0; g < pooled.groups; g++) {
    const cy = pooled.y[g] as number;
    doubled += (pooled.x[g] as number) * (2 * below + cy);
    below += cy;
  }
  return doubled / 2;
}

function exactP(pooled: Pooled, u: number, ties: number, alternative: Alternative): number {
  if (exactCost(pooled) > EXACT_LIMIT) throw new RangeError("too many values for the exact distribution");
  const { nx, ny } = pooled;
  const { upper, lower } =
    ties === 0
      ? { upper: exactUpperTail(u, nx, ny), lower: exactUpperTail(nx * ny - u, nx, ny) }
      : exactTiedTails(pooled, u);
  if (alternative === "greater") return upper;
  if (alternative === "less") return lower;
  return 2 * Math.min(upper, lower);
}

function asymptoticP(pooled: Pooled, u: number, alternative: Alternative, continuity: boolean): number {
  const { nx, ny } = pooled;
  const n = nx + ny;
  const deviation =
    alternative === "two-sided" ? Math.abs(u - (nx * ny) / 2) : (u - (nx * ny) / 2) * (alternative === "less" ? -1 : 1);
  const sd = Math.sqrt(((nx * ny) / 12) * (n + 1 - tieTerm(pooled) / (n * (n - 1))));
  const numerator = deviation - (continuity ? 0.5 : 0);
  // All values equal: no evidence either way.
  if (!(sd > 0)) return 1;
  return normalSf(numerator / sd) * (alternative === "two-sided" ? 2 : 1);
}
