/** The standard normal distribution, to about 1e-15 (absolute) and 1e-13 (relative, in the upper tail). */

const SQRT_PI = Math.sqrt(Math.PI);

/** P(Z > z). By series below |z| = 2.5·√2, by continued fraction (modified Lentz) above; NaN for NaN. */
export function normalSf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  const x = z / Math.SQRT2;
  return x >= 0 ? 0.5 * erfcPositive(x) : 1 - 0.5 * erfcPositive(-x);
}

/** P(Z ≤ z). */
export function normalCdf(z: number): number {
  return normalSf(-z);
}

function erfcPositive(x: number): number {
  if (x > 27.3) return 0;
  return x < 2.5 ? 1 - erfSeries(x) : erfcFraction(x);
}

/** erf(x) = 2/√π · exp(-x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!, all terms positive (Abramowitz & Stegun 7.1.6). */
function erfSeries(x: number): number {
  const xx = 2 * x * x;
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17 && n < 200; n++) {
    term *= xx / (2 * n + 1);
    sum += term;
  }
  return (2 / SQRT_PI) * Math.exp(-x * x) * sum;
}

/** Abramowitz & Stegun 7.1.14, evaluated backwards from a depth that is ample for x ≥ 2.5. */
function erfcFraction(x: number): number {
  let tail = 0;
  for (let n = 80; n >= 1; n--) tail = n / 2 / (x + tail);
  return Math.exp(-x * x) / SQRT_PI / (x + tail);
}

function ratio(r: number, numerator: readonly number[], denominator: readonly number[]): number {
  let n = 0;
  let d = 0;
  for (let i = numerator.length - 1; i >= 0; i--) {
    n = n * r + (numerator[i] as number);
    d = d * r + (denominator[i] as number);
  }
  return n / d;
}

/**
 * The z with P(Z ≤ z) = p, for p in [0, 1]; ±Infinity at the ends, NaN outside. Relative accuracy about 1e-16.
 * Source: M. J. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988).
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(0.180625 - q * q, A, B);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const z = r <= 5 ? ratio(r - 1.6, C, D) : ratio(r - 5, E, F);
  return q < 0 ? -z : z;
}

const A = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
];
const B = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852854,
];
const C = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
];
const D = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const E = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const F = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
];
