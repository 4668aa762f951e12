/**
 * Holm's step-down adjusted p-values, optionally weighted: reject the hypotheses whose adjusted p is at most alpha and
 * the chance of any false rejection is at most alpha, whatever the dependence.
 * Weights are positive shares of alpha (equal by default); an unweighted family of m multiplies the smallest p by m.
 * Empty input gives an empty answer. Source: S. Holm, Scandinavian J. Statistics 6 (1979), sections 3 and 5.
 */
export function holm(pValues: readonly number[], weights?: readonly number[]): number[] {
  const weight = (i: number): number => weights?.[i] ?? 1;
  const order = pValues.map((_, i) => i);
  order.sort((a, b) => (pValues[a] as number) / weight(a) - (pValues[b] as number) / weight(b) || a - b);
  const remaining = new Array<number>(order.length + 1).fill(0);
  for (let k = order.length - 1; k >= 0; k--) remaining[k] = (remaining[k + 1] as number) + weight(order[k] as number);
  const adjusted = new Array<number>(order.length).fill(1);
  let floor = 0;
  order.forEach((index, k) => {
    const p = ((pValues[index] as number) / weight(index)) * (remaining[k] as number);
    floor = Math.max(floor, Math.min(1, p));
    adjusted[index] = floor;
  });
  return adjusted;
}
