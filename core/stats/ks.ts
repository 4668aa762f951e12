import { type Alternative, clipProbability, type Method, requireSamples } from "./alternative.ts";
import { kolmogorovSf } from "./kolmogorov.ts";
import { gcd, ksExactTail } from "./ks-exact.ts";
import { type Pooled, pool, sorted, tieCount } from "./pooled.ts";

export interface KolmogorovSmirnovOptions {
  /** Default two-sided. `less`: the distribution function of x lies below that of y, so x tends to be larger. */
  readonly alternative?: Alternative | undefined;
  /** `auto` (default): exact up to 10,000 values a side, as SciPy does. */
  readonly method?: "auto" | Method | undefined;
}

export interface KolmogorovSmirnovResult {
  /** The largest distance between the two empirical distribution functions on the suspected side; 0..1. */
  readonly statistic: number;
  readonly pValue: number;
  readonly method: Method;
  readonly ties: number;
}

const AUTO_EXACT = 10_000;

/**
 * Two-sample Kolmogorov-Smirnov test of x against y. Statistic and p are those of SciPy's `ks_2samp(x, y)`;
 * like SciPy it answers with the asymptotic p where an exact one is out of reach (least common multiple of the sizes
 * over 2³¹; one-sided with unequal sizes of together more than about 1,029), and says so in `method`.
 * @throws RangeError on an empty side or a value that is not finite.
 */
export function kolmogorovSmirnov(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: KolmogorovSmirnovOptions = {},
): KolmogorovSmirnovResult {
  requireSamples(x, y);
  return kolmogorovSmirnovPooled(pool(sorted(x), sorted(y)), options);
}

/** The same on merged samples. */
export function kolmogorovSmirnovPooled(
  pooled: Pooled,
  options: KolmogorovSmirnovOptions = {},
): KolmogorovSmirnovResult {
  const { nx, ny } = pooled;
  const { alternative = "two-sided" } = options;
  const g = gcd(nx, ny);
  const lcm = (nx / g) * ny;
  const h = boundary(pooled, alternative, g);
  const statistic = h / lcm;
  const wanted = options.method ?? "auto";
  const exact =
    (wanted === "exact" || (wanted === "auto" && Math.max(nx, ny) <= AUTO_EXACT)) && reachable(nx, ny, alternative);
  const pValue = exact
    ? ksExactTail(h, nx, ny, alternative === "two-sided")
    : asymptotic(statistic, nx, ny, alternative);
  return { statistic, pValue: clipProbability(pValue), method: exact ? "exact" : "asymptotic", ties: tieCount(pooled) };
}

/** The statistic times the least common multiple of the sizes: an integer, so that no rounding decides. */
function boundary(pooled: Pooled, alternative: Alternative, g: number): number {
  const stepX = pooled.ny / g;
  const stepY = pooled.nx / g;
  let difference = 0;
  let above = 0;
  let below = 0;
  for (let k = 0; k < pooled.groups; k++) {
    difference += (pooled.x[k] as number) * stepX - (pooled.y[k] as number) * stepY;
    if (difference > above) above = difference;
    else if (-difference > below) below = -difference;
  }
  return alternative === "greater" ? above : alternative === "less" ? below : Math.max(above, below);
}

/** Where SciPy's exact computation succeeds; ours would go further, but then the two would differ. */
function reachable(nx: number, ny: number, alternative: Alternative): boolean {
  if (nx === ny) return true;
  const g = gcd(nx, ny);
  if (nx / g >= 2147483647 / (ny / g)) return false;
  return alternative === "two-sided" || logBinomial(nx + ny, nx) < 709.78;
}

function logBinomial(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= Math.min(k, n - k); i++) sum += Math.log((n - Math.min(k, n - k) + i) / i);
  return sum;
}

/** Two-sided: the one-sample law at n = nx·ny/(nx+ny), as SciPy; one-sided: Hodges (1958), equation 5.3. */
function asymptotic(d: number, nx: number, ny: number, alternative: Alternative): number {
  const m = Math.max(nx, ny);
  const n = Math.min(nx, ny);
  const en = (m * n) / (m + n);
  if (alternative === "two-sided") return kolmogorovSf(Math.max(1, roundHalfEven(en)), d);
  const z = Math.sqrt(en) * d;
  return Math.exp(-2 * z * z - (2 * z * (m + 2 * n)) / Math.sqrt(m * n * (m + n)) / 3);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
