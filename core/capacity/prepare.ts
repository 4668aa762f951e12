import { calendarMonths, meanStep } from "./calendar-step.ts";
import { fillGaps } from "./gaps.ts";
import { type GridSeries, type Note, type Prepared, type RawSeries, refuse } from "./series.ts";
import { unitChange } from "./unit-change.ts";

export interface PrepareOptions {
  /** Steps that are to be forecast. */
  readonly horizon: number;
  /** Points a season, ascending; null to take them from the step (day and week). */
  readonly seasons: readonly number[] | null;
  /** The values are a counter: rates a second are taken, resets are bridged. */
  readonly counter: boolean;
  /** Negative values are possible. */
  readonly signed: boolean;
}

/** Points of history that are used at most: more would only be older. */
const MOST_POINTS = 10_000;
const MOST_MISSING = 0.3;

/** Puts a series on a regular grid and says what was mended; or says why it cannot be forecast, and at which row. */
export function prepareSeries(raw: RawSeries, options: PrepareOptions): Prepared {
  const order = sortedOrder(raw);
  const known = order.filter((i) => !Number.isNaN(raw.value[i]!));
  const first = raw.row[0] ?? null;
  if (raw.at.length === 0) return refuse("no-values", `${raw.id} has no points`, null);
  if (known.length === 0)
    return refuse("no-values", `${raw.id}: none of its ${raw.at.length} points has a value`, first);
  const infinite = known.find((i) => !Number.isFinite(raw.value[i]!));
  if (infinite !== undefined)
    return refuse("not-finite", `${raw.id} is ${raw.value[infinite]} here`, raw.row[infinite]!);
  const negative = options.signed ? undefined : known.find((i) => raw.value[i]! < 0);
  if (negative !== undefined)
    return refuse("negative", `${raw.id} is ${raw.value[negative]} here: usage cannot be negative`, raw.row[negative]!);
  if (known.length < 8)
    return refuse("too-short", `${raw.id} has ${known.length} points; at least 8 are needed`, raw.row[known.at(-1)!]!);
  const step = commonStep(raw, known);
  if (step === null)
    return refuse("irregular", `${raw.id}: its points have no common step in time`, raw.row[known[1]!]!);
  const span = Math.round((raw.at[known.at(-1)!]! - raw.at[known[0]!]!) / step) + 1;
  if (span > 100 && known.length < (1 - MOST_MISSING) * span)
    return refuse(
      "too-many-gaps",
      `${raw.id} has ${known.length} points where ${span} would fit; at most ${100 * MOST_MISSING} % may be missing`,
      raw.row[widestGap(raw, known)]!,
    );
  const notes = orderNotes(raw, step);
  const grid = toGrid(raw, known, step, notes);
  return finish(raw, grid, step, options, notes);
}

interface Grid {
  readonly start: number;
  readonly values: Float64Array;
  readonly rows: Int32Array;
}

function finish(raw: RawSeries, grid: Grid, step: number, options: PrepareOptions, notes: Note[]): Prepared {
  const { rows } = grid;
  let { values, start } = grid;
  if (options.counter) values = rates(raw.id, values, rows, step, notes);
  const cut = Math.max(0, values.length - MOST_POINTS);
  if (cut > 0) {
    notes.push({
      code: "trimmed",
      text: `only the last ${MOST_POINTS} of ${values.length} points are used`,
      row: rows[cut]!,
    });
    values = values.slice(cut);
    start += cut * step;
  }
  const at = (index: number): number | null => rows[index + cut] || null;
  const longest = Math.max(1, ...(options.seasons ?? []));
  const needed = Math.max(2 * (options.horizon + 3), options.seasons === null ? 0 : 2 * longest + options.horizon + 3);
  if (values.length < needed) {
    const why = `${raw.id} spans ${values.length} steps; ${needed} are needed for ${options.horizon} steps ahead${longest > 1 ? ` with a season of ${longest}` : ""}`;
    return refuse("too-short", why, at(values.length - 1));
  }
  const missing = values.reduce((count, v) => count + (Number.isNaN(v) ? 1 : 0), 0);
  if (missing > MOST_MISSING * values.length) {
    const hole = values.findIndex((v) => Number.isNaN(v));
    return refuse(
      "too-many-gaps",
      `${raw.id} lacks ${missing} of ${values.length} points; at most ${100 * MOST_MISSING} % may be missing`,
      lastRowBefore(rows, hole + cut),
    );
  }
  const filled = fillGaps(values, options.seasons?.[0] ?? daySteps(step));
  if (missing > 0) {
    const hole = filled.holes[0]!;
    notes.push({
      code: "gaps-filled",
      text: `${missing} of ${values.length} points were missing and are filled in`,
      row: lastRowBefore(rows, hole + cut),
    });
  }
  if (filled.values.every((v) => v === filled.values[0]))
    return refuse(
      "constant",
      `${raw.id} is ${filled.values[0]} throughout: a stuck gauge says nothing of what comes`,
      at(0),
    );
  const change = unitChange(filled.values);
  if (change !== null)
    return refuse(
      "unit-changed",
      `${raw.id} is about ${change.factor} times ${change.up ? "larger" : "smaller"} from here on: its unit seems to have changed`,
      at(change.index),
    );
  const mask = new Uint8Array(values.length);
  for (const hole of filled.holes) mask[hole] = 1;
  const series: GridSeries = { id: raw.id, start, step, values: filled.values, filled: mask, notes };
  return { ok: true, series };
}

function sortedOrder(raw: RawSeries): number[] {
  const order = Array.from(raw.at.keys());
  const sorted = raw.at.every((at, i) => i === 0 || at >= raw.at[i - 1]!);
  return sorted ? order : order.sort((a, b) => raw.at[a]! - raw.at[b]! || a - b);
}

/**
 * The most frequent difference of neighbouring times, if at least half of them are whole multiples of it; of months,
 * quarters and years their mean.
 */
function commonStep(raw: RawSeries, known: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (let i = 1; i < known.length; i++) {
    const gap = raw.at[known[i]!]! - raw.at[known[i - 1]!]!;
    if (gap > 0) counts.set(gap, (counts.get(gap) ?? 0) + 1);
  }
  let [step, most] = [0, 0];
  for (const [gap, count] of counts) if (count > most || (count === most && gap < step)) [step, most] = [gap, count];
  if (step === 0) return null;
  let whole = 0;
  let total = 0;
  for (const [gap, count] of counts) {
    total += count;
    const ratio = gap / step;
    if (Math.abs(ratio - Math.round(ratio)) < 0.2 && ratio > 0.8) whole += count;
  }
  if (whole < total / 2) return null;
  const months = calendarMonths(step);
  return months === null ? step : meanStep(months);
}

/** The last point before the widest gap. */
function widestGap(raw: RawSeries, known: readonly number[]): number {
  let [widest, place] = [-1, 0];
  for (let i = 1; i < known.length; i++) {
    const gap = raw.at[known[i]!]! - raw.at[known[i - 1]!]!;
    if (gap > widest) [widest, place] = [gap, known[i - 1]!];
  }
  return place;
}

function orderNotes(raw: RawSeries, step: number): Note[] {
  const late: number[] = [];
  for (let i = 1; i < raw.at.length; i++) if (raw.at[i]! < raw.at[i - 1]!) late.push(raw.row[i]!);
  if (late.length === 0 || step <= 0) return [];
  return [{ code: "late-points", text: `${late.length} points came late and were put in their place`, row: late[0]! }];
}

/** Each point goes to the nearest place of the grid; of two in one place the later in the source counts. */
function toGrid(raw: RawSeries, known: readonly number[], step: number, notes: Note[]): Grid {
  const start = raw.at[known[0]!]!;
  const length = Math.round((raw.at[known.at(-1)!]! - start) / step) + 1;
  const values = new Float64Array(length).fill(Number.NaN);
  const rows = new Int32Array(values.length);
  let [duplicates, example] = [0, 0];
  for (const i of known) {
    const place = Math.round((raw.at[i]! - start) / step);
    if (rows[place] !== 0) {
      duplicates++;
      example ||= raw.row[i]!;
    }
    values[place] = raw.value[i]!;
    rows[place] = raw.row[i]!;
  }
  if (duplicates > 0) {
    // An hour that comes twice is what a clock does in autumn: fine in its own zone, wrong in any other.
    const clock = duplicates * step === 3_600_000 ? ", as where clocks go back: the zone should be theirs" : "";
    const text = `${duplicates} points share their time with another; the last counts${clock}`;
    notes.push({ code: "duplicates", text, row: example });
  }
  return { start, values, rows };
}

/** Differences a second; where the counter fell it had been reset, and has grown from zero since. */
function rates(id: string, values: Float64Array, rows: Int32Array, step: number, notes: Note[]): Float64Array {
  let [resets, example] = [0, 0];
  const answer = values.map((value, i) => {
    if (i === 0) return Number.NaN;
    const before = values[i - 1]!;
    if (value < before) {
      resets++;
      example ||= rows[i]!;
    }
    return ((value < before ? value : value - before) / step) * 1000;
  });
  answer[0] = answer[1] ?? Number.NaN;
  if (resets > 0)
    notes.push({ code: "counter-resets", text: `${id} was reset ${resets} times; bridged`, row: example });
  return answer;
}

function lastRowBefore(rows: Int32Array, index: number): number | null {
  for (let i = index; i >= 0; i--) if (rows[i]) return rows[i]!;
  return null;
}

const DAY = 86_400_000;

function daySteps(step: number): number {
  return DAY % step === 0 ? DAY / step : 1;
}
