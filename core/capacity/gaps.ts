/**
 * Fills missing points: within a short gap on the line between its neighbours, within a longer one with the value a
 * season before or after, moved to the level of the gap's ends.
 *
 * @param season Points a season; 1 for none. A gap is short below a quarter of it.
 * @returns A copy; and the indices that were filled, ascending.
 */
export function fillGaps(values: Float64Array, season: number): { values: Float64Array; holes: number[] } {
  const answer = Float64Array.from(values);
  const holes: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i]!)) continue;
    let end = i;
    while (end < values.length && Number.isNaN(values[end]!)) end++;
    fill(answer, values, i, end, season);
    for (let k = i; k < end; k++) holes.push(k);
    i = end;
  }
  return { values: answer, holes };
}

function fill(answer: Float64Array, values: Float64Array, from: number, to: number, season: number): void {
  const before = from > 0 ? answer[from - 1]! : values[to]!;
  const after = to < values.length ? values[to]! : before;
  const line = (k: number): number => before + ((after - before) * (k - from + 1)) / (to - from + 1);
  if (season <= 1 || to - from < season / 4) {
    for (let k = from; k < to; k++) answer[k] = line(k);
    return;
  }
  for (let k = from; k < to; k++) {
    const earlier = k >= season ? answer[k - season]! : Number.NaN;
    const later = values[k + season] ?? Number.NaN;
    const known = [earlier, later].filter((v) => !Number.isNaN(v));
    answer[k] = known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : line(k);
  }
}
