/**
 * P(D_n ≤ d), exact: the k-th entry of (n!/nⁿ)·Hⁿ for Durbin's matrix H, with scaling. O(k³ log n), k = ⌈n·d⌉.
 * Source: G. Marsaglia, W. W. Tsang, J. Wang, J. Statistical Software 8(18), 2003.
 */
export function durbinCdf(n: number, d: number): number {
  const nd = n * d;
  if (nd <= 0.5) return 0;
  if (d >= 1) return 1;
  const k = Math.ceil(nd);
  const h = k - nd;
  const m = 2 * k - 1;
  const matrix = durbinMatrix(m, h);
  const { value, exponent } = powerEntry(matrix, m, n, k - 1);
  let p = value;
  let scale = exponent;
  for (let i = 1; i <= n; i++) {
    p = (p * i) / n;
    if (Math.abs(p) < 2 ** -128) {
      p *= 2 ** 128;
      scale -= 128;
    }
  }
  return p * 2 ** scale;
}

function durbinMatrix(m: number, h: number): Float64Array {
  const H = new Float64Array(m * m);
  const inverseFactorial = new Float64Array(m + 1);
  inverseFactorial[0] = 1;
  for (let j = 1; j <= m; j++) inverseFactorial[j] = (inverseFactorial[j - 1] as number) / j;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) if (i - j + 1 >= 0) H[i * m + j] = inverseFactorial[i - j + 1] as number;
  for (let i = 0; i < m; i++) {
    const edge = (1 - h ** (i + 1)) * (inverseFactorial[i + 1] as number);
    H[i * m] = edge;
    H[(m - 1) * m + (m - 1 - i)] = edge;
  }
  const corner = 1 - 2 * h ** m + Math.max(2 * h - 1, 0) ** m;
  H[(m - 1) * m] = corner * (inverseFactorial[m] as number);
  return H;
}

function powerEntry(
  base: Float64Array,
  m: number,
  n: number,
  at: number,
): { readonly value: number; readonly exponent: number } {
  let power = new Float64Array(m * m);
  for (let i = 0; i < m; i++) power[i * m + i] = 1;
  let exponent = 0;
  let square = base;
  let squareExponent = 0;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) {
      power = multiply(power, square, m);
      exponent += squareExponent;
      exponent += rescale(power, power[at * m + at] as number);
    }
    if (rest === 1) break;
    square = multiply(square, square, m);
    squareExponent *= 2;
    squareExponent += rescale(square, square[at * m + at] as number);
  }
  return { value: power[at * m + at] as number, exponent };
}

function rescale(matrix: Float64Array, pivot: number): number {
  if (Math.abs(pivot) <= 2 ** 128) return 0;
  for (let i = 0; i < matrix.length; i++) matrix[i] = (matrix[i] as number) * 2 ** -128;
  return 128;
}

function multiply(a: Float64Array, b: Float64Array, m: number): Float64Array<ArrayBuffer> {
  const product = new Float64Array(m * m);
  for (let i = 0; i < m; i++)
    for (let k = 0; k < m; k++) {
      const factor = a[i * m + k] as number;
      if (factor === 0) continue;
      for (let j = 0; j < m; j++)
        product[i * m + j] = (product[i * m + j] as number) + factor * (b[k * m + j] as number);
    }
  return product;
}
