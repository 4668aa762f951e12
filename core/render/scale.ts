/** Maps [low, high] of the data to [from, to] of the drawing, linearly. A range of no width maps to the middle. */
export function linearScale(
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
): (value: number) => number {
  if (!(high > low)) return () => (from + to) / 2;
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

/** Round numbers (1, 2 or 5 times a power of ten apart) within [low, high], about `count` of them, ascending. */
export function ticks(low: number, high: number, count = 4): number[] {
  if (!(high > low) || !Number.isFinite(high - low)) return Number.isFinite(low) ? [low] : [];
  const raw = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw * 0.999) ?? raw;
  const first = Math.ceil(low / step - 1e-9);
  // Beyond 2^53 steps from zero the marks would not differ.
  if (!Number.isSafeInteger(first)) return [low];
  const answer: number[] = [];
  for (let i = first; i * step <= high + step * 1e-9 && answer.length <= 2 * count + 2; i++)
    answer.push(Number((i * step).toPrecision(12)));
  return answer;
}
