/**
 * P(D ≥ h / lcm) for the two-sample Kolmogorov-Smirnov statistic under the null, exact (ties make it conservative).
 * `h` is the largest |i·ny - j·nx| / gcd seen, an integer. Two-sided or one-sided.
 */
export function ksExactTail(h: number, nx: number, ny: number, twoSided: boolean): number {
  if (h <= 0) return 1;
  if (nx === ny) return twoSided ? squareTwoSided(nx, h) : squareOneSided(nx, h);
  return latticeTail(h, nx, ny, twoSided);
}

/** 2·Σ (-1)^(k+1) C(2n, n-kh) / C(2n, n) as nested products (Gnedenko & Korolyuk 1951), free of cancellation. */
function squareTwoSided(n: number, h: number): number {
  let p = 0;
  for (let k = Math.floor(n / h); k >= 0; k--) {
    let factor = 1;
    for (let j = 0; j < h; j++) factor *= (n - k * h - j) / (n + k * h + j + 1);
    p = factor * (1 - p);
  }
  return 2 * p;
}

/** C(2n, n-h) / C(2n, n). */
function squareOneSided(n: number, h: number): number {
  let p = 1;
  for (let j = 0; j < h; j++) p *= (n - j) / (n + j + 1);
  return p;
}

/**
 * The share of lattice paths to (i, j) that touched the boundary, q(i, j) = (i·q(i-1, j) + j·q(i, j-1)) / (i + j):
 * sums of positive terms only. O(nx·ny·d). Source: J. L. Hodges, Arkiv för Matematik 3 (1958).
 */
function latticeTail(h: number, nx: number, ny: number, twoSided: boolean): number {
  const g = gcd(nx, ny);
  const stepX = ny / g;
  const stepY = nx / g;
  // One column of q over j. A lattice point is outside when i·stepX - j·stepY ≥ h (or ≤ -h when two-sided).
  // What lies outside is 1 from the start; the band only moves up.
  const q = new Float64Array(ny + 1).fill(1);
  q[0] = 0;
  for (let i = 0; i <= nx; i++) {
    const at = i * stepX;
    // Inside: at - h < j·stepY < at + h.
    const first = Math.max(0, Math.floor((at - h) / stepY) + 1);
    const last = twoSided ? Math.min(ny, Math.ceil((at + h) / stepY) - 1) : ny;
    if (first > 0) q[first - 1] = 1;
    for (let j = first; j <= last; j++) {
      if (i === 0 && j === 0) continue;
      const left = i === 0 ? 0 : i * (q[j] as number);
      const down = j === 0 ? 0 : j * (q[j - 1] as number);
      q[j] = (left + down) / (i + j);
    }
  }
  return q[ny] as number;
}

export function gcd(a: number, b: number): number {
  let x = a;
  let y = b;
  while (y > 0) [x, y] = [y, x % y];
  return x;
}
