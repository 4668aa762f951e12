/** A gap no longer than this, in slices, is bridged evenly: the counter says what happened in it. */
const bridged = 5;

/**
 * Events a slice from a counter's values. A value below the one before is a counter that was reset: what it has counted
 * since is taken, what was lost between is not guessed. Slices in a longer gap, and the first, stay unknown.
 *
 * @returns also how often it was reset
 */
export function increments(values: Float64Array): { readonly counts: Float64Array; readonly resets: number } {
  const counts = new Float64Array(values.length).fill(Number.NaN);
  let [before, at, resets] = [Number.NaN, -1, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const gap = i - at;
    if (!Number.isNaN(before) && gap <= bridged) {
      const reset = value < before;
      if (reset) resets++;
      const grown = reset ? value : value - before;
      for (let k = at + 1; k <= i; k++) counts[k] = grown / gap;
    }
    [before, at] = [value, i];
  }
  return { counts, resets };
}
