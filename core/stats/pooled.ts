/** Two samples merged into their distinct values; rank statistics need only the counts. */
export interface Pooled {
  readonly nx: number;
  readonly ny: number;
  /** How many distinct values; the arrays below may be longer. */
  readonly groups: number;
  /** Distinct values, ascending. */
  readonly values: Float64Array;
  /** How often each value occurs in x and in y. */
  readonly x: Int32Array;
  readonly y: Int32Array;
}

/** A sorted copy, ascending. */
export function sorted(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/**
 * Merges two ascending samples in O(n). Values must be finite; -0 and 0 are one value.
 */
export function pool(xs: Float64Array, ys: Float64Array): Pooled {
  const nx = xs.length;
  const ny = ys.length;
  const values = new Float64Array(nx + ny);
  const x = new Int32Array(nx + ny);
  const y = new Int32Array(nx + ny);
  let groups = 0;
  let i = 0;
  let j = 0;
  while (i < nx || j < ny) {
    const value = i < nx && (j >= ny || (xs[i] as number) <= (ys[j] as number)) ? (xs[i] as number) : (ys[j] as number);
    const i0 = i;
    const j0 = j;
    while (i < nx && xs[i] === value) i++;
    while (j < ny && ys[j] === value) j++;
    values[groups] = value;
    x[groups] = i - i0;
    y[groups] = j - j0;
    groups++;
  }
  return { nx, ny, groups, values, x, y };
}

/** How many values have a twin: N minus the distinct ones; 0 when there are no ties. */
export function tieCount(pooled: Pooled): number {
  return pooled.nx + pooled.ny - pooled.groups;
}

/** Σ (t³ - t) over the tie groups, of the usual correction of a rank sum's variance. */
export function tieTerm(pooled: Pooled): number {
  let sum = 0;
  for (let g = 0; g < pooled.groups; g++) {
    const t = (pooled.x[g] as number) + (pooled.y[g] as number);
    if (t > 1) sum += t * t * t - t;
  }
  return sum;
}
