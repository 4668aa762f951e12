import { rfc3339 } from "../../time/index.ts";
import { holds, type Indicator, type Method, type Metric, type SloDefinition } from "../definitions/index.ts";
import type { Counts } from "./counts.ts";
import { increments } from "./increments.ts";
import { type Slices, sliceStart } from "./slices.ts";
import type { SeriesForm, SeriesOutcome, SeriesSource } from "./source.ts";

export type CountsOutcome =
  | { readonly outcome: "data"; readonly counts: Counts; readonly notes: readonly string[] }
  | { readonly outcome: "nodata" | "error"; readonly text: string };

/** The metrics of an indicator and in what form they are read. */
export function metricsOf(indicator: Indicator): { readonly metric: Metric; readonly form: SeriesForm }[] {
  if (indicator.kind === "raw") return [{ metric: indicator.raw, form: "level" }];
  if (indicator.kind === "threshold") return [{ metric: indicator.metric, form: "level" }];
  const form = indicator.counter ? "counter" : "count";
  return [
    { metric: indicator.part, form },
    { metric: indicator.total, form },
  ];
}

/** Reads an SLO's good and all events a slice. Of a level each known slice is one event. */
export async function readCounts(
  slo: SloDefinition,
  source: SeriesSource,
  slices: Slices,
  signal?: AbortSignal,
): Promise<CountsOutcome> {
  const read: Extract<SeriesOutcome, { outcome: "data" }>[] = [];
  for (const { metric, form } of metricsOf(slo.indicator)) {
    const answer = await source.read(metric, form, slices, signal);
    if (answer.outcome !== "data") return { outcome: answer.outcome, text: answer.text };
    read.push(answer);
  }
  const notes = read.flatMap((one) => one.notes);
  const counts = countsFrom(
    slo.indicator,
    read.map(({ values }) => values),
    slices,
    notes,
  );
  const cut = sliced(slo.method, counts);
  if (cut.total.every((value) => Number.isNaN(value)))
    return { outcome: "nodata", text: "no slice of the period has a value" };
  return { outcome: "data", counts: cut, notes: [...new Set(notes)] };
}

/** @param notes takes what was left out and why */
export function countsFrom(
  indicator: Indicator,
  values: readonly Float64Array[],
  slices: Slices,
  notes: string[],
): Counts {
  const { count } = slices;
  const good = new Float64Array(count).fill(Number.NaN);
  const total = new Float64Array(count).fill(Number.NaN);
  if (indicator.kind !== "ratio") {
    const [level] = values;
    let impossible = 0;
    for (let i = 0; i < count; i++) {
      const value = level![i]!;
      if (Number.isNaN(value)) continue;
      if (indicator.kind === "raw" && !(value >= 0 && value <= 1)) {
        impossible++;
        continue;
      }
      total[i] = 1;
      good[i] =
        indicator.kind === "threshold"
          ? Number(holds(value, indicator.op, indicator.value))
          : indicator.rawType === "success"
            ? value
            : 1 - value;
    }
    if (impossible > 0) notes.push(`${impossible} slices have a ratio outside 0 to 1 and are left out`);
    return { slices, good, total };
  }
  const [part, all] = values.map((series) => (indicator.counter ? increments(series) : { counts: series, resets: 0 }));
  const resets = part!.resets + all!.resets;
  if (resets > 0) notes.push(`counters were reset ${resets} times; what they counted since is taken`);
  let [negative, above, firstAbove, silent] = [0, 0, -1, 0];
  for (let i = 0; i < count; i++) {
    const whole = all!.counts[i]!;
    const one = part!.counts[i]!;
    if (Number.isNaN(whole)) continue;
    if (Number.isNaN(one)) {
      if (whole === 0) [good[i], total[i]] = [0, 0];
      else silent++;
      continue;
    }
    if (whole < 0 || one < 0) {
      negative++;
      continue;
    }
    // Two series are scraped at two instants: a rounding's worth of more good than all is none.
    if (one > whole * 1.01 + 1) {
      if (above++ === 0) firstAbove = i;
      continue;
    }
    total[i] = whole;
    good[i] = indicator.side === "good" ? Math.min(one, whole) : Math.max(0, whole - one);
  }
  if (negative > 0) notes.push(`${negative} slices have negative counts and are left out`);
  if (silent > 0)
    notes.push(`${silent} slices have events and no ${indicator.side} ones to hold them against: unknown`);
  if (above > 0)
    notes.push(
      `${above} slices have more ${indicator.side} events than events and are left out, the first at ${rfc3339(sliceStart(slices, firstAbove))}`,
    );
  return { slices, good, total };
}

/** Brings slices of data to the slices of the method: one event a slice, good, bad or in part. */
function sliced(method: Method, counts: Counts): Counts {
  if (method.kind === "Occurrences") return counts;
  const { slices, good, total } = counts;
  const each = Math.max(1, Math.round(method.windowMs / slices.step));
  // Not to be resampled: each slice of data carries its share of the time slice that it lies in.
  const [g, t] = [new Float64Array(slices.count).fill(Number.NaN), new Float64Array(slices.count).fill(Number.NaN)];
  const offset = Math.round(slices.start / slices.step) % each;
  for (let from = -offset; from < slices.count; from += each) {
    let [sumGood, sumTotal, known] = [0, 0, 0];
    for (let i = Math.max(0, from); i < Math.min(slices.count, from + each); i++) {
      if (Number.isNaN(total[i]!)) continue;
      sumGood += good[i]!;
      sumTotal += total[i]!;
      known++;
    }
    if (known === 0) continue;
    // Without events a slice is neither good nor bad; it is known to have had none.
    const weight = sumTotal === 0 ? 0 : 1 / known;
    const ratio = sumTotal === 0 ? 0 : sumGood / sumTotal;
    const value = method.kind === "RatioTimeslices" ? ratio : Number(ratio >= method.target);
    for (let i = Math.max(0, from); i < Math.min(slices.count, from + each); i++) {
      if (Number.isNaN(total[i]!)) continue;
      [g[i], t[i]] = [value * weight, weight];
    }
  }
  return { slices, good: g, total: t };
}
