import { type Bounds, within } from "./backtest.ts";

/** A place from which on a series runs at another level, and how the part before it is moved there. */
export interface LevelShift {
  /** The first point of the new level. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
  /** Multiplied where the swings changed with the level, else moved. */
  readonly multiplicative: boolean;
}

/** Blocks that each side must have. */
const FEWEST = 3;
/** The jump must be so many times what blocks two apart differ by anyway, and so many times their largest difference. */
const CLEAR = 6;
const WIDEST = 3;
/** Smaller than this share of the level it does not matter. */
const LEAST = 0.1;
/** Below this share of the other level it did not run on one side: what begins or stops says nothing of the level. */
const STOPPED = 0.05;
/** Blocks on each side that are looked at. */
const NEAR = 8;

/**
 * The last lasting change of level: blocks of one season are compared by their medians. It is one only where the series
 * jumps from one block to the next by many times what it moves anyway: growth and wandering are no shift.
 *
 * @param season Points of the shortest season; 1 for none, then blocks of a fortieth of the series are taken.
 */
export function lastLevelShift(y: Float64Array, season: number): LevelShift | null {
  const size = season > 1 ? season : Math.max(4, Math.floor(y.length / 40));
  const count = Math.floor(y.length / size);
  if (count < 2 * FEWEST) return null;
  // Whole blocks up to the end: what is odd stands at the beginning.
  const offset = y.length - count * size;
  const medians = Array.from({ length: count }, (_, b) => median(y.slice(offset + b * size, offset + (b + 1) * size)));
  for (let cut = count - FEWEST - 1; cut >= FEWEST; cut--) {
    const shift = shiftAt(medians, cut);
    if (shift === null) continue;
    const [before, after] = shift;
    const index = suddenAt(y, offset + cut * size, size, after - before);
    if (index === null) continue;
    const [left, right] = [y.slice(Math.max(0, index - 6 * size), index), y.slice(index)];
    const swings = spread(right) / spread(left);
    const factor = after / before;
    const positive = before > 0 && after > 0;
    const multiplicative = positive && Math.abs(Math.log(swings / factor)) < Math.abs(Math.log(swings));
    return { index, before, after, multiplicative };
  }
  return null;
}

function shiftAt(medians: readonly number[], cut: number): [number, number] | null {
  // Only what lies near is compared: the series may have grown or shifted before. The block in which the shift happens
  // lies between the levels and is left out.
  const from = Math.max(0, cut - NEAR);
  const to = Math.min(medians.length, cut + NEAR) - 2;
  const other: number[] = [];
  for (let b = from; b < to; b++) if (b + 2 < cut || b > cut) other.push(Math.abs(medians[b + 2]! - medians[b]!));
  if (other.length < 3) return null;
  const before = median(medians.slice(Math.max(0, cut - 3), cut));
  const after = median(medians.slice(cut + 1, cut + 4));
  const jump = Math.abs(after - before);
  const clear = jump > CLEAR * median(other) && jump > WIDEST * Math.max(...other);
  const [less, more] = [Math.abs(before), Math.abs(after)].sort((a, b) => a - b) as [number, number];
  return clear && jump > LEAST * more && less > STOPPED * more ? [before, after] : null;
}

/**
 * Where within a block of its middle the jump is there at once: against a season before, the points after it differ by
 * it and those before it do not. Null where the series only climbs there.
 */
function suddenAt(y: Float64Array, around: number, size: number, jump: number): number | null {
  const few = Math.max(3, Math.round(size / 6));
  const change = (from: number): number => {
    let sum = 0;
    for (let i = from; i < from + few; i++) sum += y[i]! - y[i - size]!;
    return sum / few / jump;
  };
  let [best, contrast] = [0, Number.NEGATIVE_INFINITY];
  for (let i = Math.max(size + few, around - size); i <= Math.min(y.length - few, around + size); i++) {
    const here = change(i) - change(i - few);
    if (here > contrast) [best, contrast] = [i, here];
  }
  return change(best) > 0.6 && change(best - few) < 0.4 ? best : null;
}

/** The series as if it had always run at its present level, within its bounds. */
export function levelled(y: Float64Array, shift: LevelShift, bounds: Bounds): Float64Array {
  const { index, before, after, multiplicative } = shift;
  return within(
    y.map((v, i) => (i >= index ? v : multiplicative ? v * (after / before) : v + after - before)),
    bounds,
  );
}

function median(values: ArrayLike<number>): number {
  const s = Float64Array.from(values).sort();
  const half = s.length >> 1;
  return s.length % 2 === 1 ? s[half]! : (s[half - 1]! + s[half]!) / 2;
}

function spread(values: Float64Array): number {
  const s = Float64Array.from(values).sort();
  return s[Math.floor(0.9 * (s.length - 1))]! - s[Math.floor(0.1 * (s.length - 1))]!;
}
