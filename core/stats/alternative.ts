/** What x is suspected of, against y; in the sense of SciPy's `alternative`. */
export type Alternative = "two-sided" | "less" | "greater";

export type Method = "exact" | "asymptotic";

export function clipProbability(p: number): number {
  return p < 0 ? 0 : Math.min(p, 1);
}

/** Samples of a test: neither may be empty, all values finite. Violations are a caller's bug. */
export function requireSamples(x: ArrayLike<number>, y: ArrayLike<number>): void {
  if (x.length === 0 || y.length === 0) throw new RangeError("a two-sample test needs at least one value on each side");
  for (const side of [x, y])
    for (let i = 0; i < side.length; i++)
      if (!Number.isFinite(side[i])) throw new RangeError(`value ${i} is not a finite number`);
}
