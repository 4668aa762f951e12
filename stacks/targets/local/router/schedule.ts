/** Slots of one round of a schedule: weights are percent. */
export const ROUND = 100;

/**
 * The order in which groups take requests: one round of 100 slots, repeated.
 *
 * Earliest deadline first with release times (pfair windows; Baruah, Cohen, Plaxton, Varvel 1996): the c-th request
 * of a group of weight w may come in slot floor(c·100/w) at the earliest and has to come before slot ceil((c+1)·100/w).
 * So after any number n of requests each group has had within one of n·w/100, unlike with smooth weighted round robin
 * of more than two groups.
 *
 * @param weights percent, integers 0..100 that add up to 100
 * @returns 100 indices into `weights`; a weight of 0 never occurs
 * @throws RangeError when the weights are not such
 */
export function schedule(weights: readonly number[]): Uint8Array {
  if (!weights.every((weight) => Number.isInteger(weight) && weight >= 0) || sum(weights) !== ROUND)
    throw new RangeError(`weights must be integers of 0..100 that add up to 100, not ${weights.join(", ")}`);
  const taken = weights.map(() => 0);
  const round = new Uint8Array(ROUND);
  for (let slot = 0; slot < ROUND; slot++) {
    let chosen = -1;
    let earliest = Number.POSITIVE_INFINITY;
    for (const [index, weight] of weights.entries()) {
      const count = taken[index]!;
      if (weight === 0 || count * ROUND >= (slot + 1) * weight) continue;
      const deadline = Math.ceil(((count + 1) * ROUND) / weight);
      if (deadline < earliest) {
        earliest = deadline;
        chosen = index;
      }
    }
    round[slot] = chosen;
    taken[chosen]!++;
  }
  return round;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
