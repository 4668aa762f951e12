import { InputError } from "../../core/errors/index.ts";
import type { Metric, SeriesForm, SeriesOutcome, SeriesSource, Slices } from "../../core/slo/index.ts";
import { rfc3339 } from "../../core/time/index.ts";
import { readTable, type TimeTable } from "./table.ts";

type FileMetric = Extract<Metric, { type: "file" }>;

/** Series from CSV and JSON files of a project. A file is read once, however many metrics lie in it. */
export function fileSeries(root: string): SeriesSource {
  const tables = new Map<string, Promise<TimeTable>>();
  const open = (metric: Metric): { metric: FileMetric; table: Promise<TimeTable> } => {
    if (metric.type !== "file") throw new TypeError("a file source reads files");
    const key = JSON.stringify([metric.file, metric.zone, metric.timeUnit]);
    const table = tables.get(key) ?? readTable(root, metric.file, metric);
    tables.set(key, table);
    return { metric, table };
  };
  return {
    resolution: async (metric) => medianStep((await open(metric).table).at),
    read: async (given, form, slices) => {
      const { metric, table } = open(given);
      return brought(await table, metric, form, slices);
    },
  };
}

function medianStep(at: Float64Array): number | null {
  if (at.length < 2) return null;
  const steps = at.slice(1).map((time, i) => time - at[i]!);
  return steps.sort()[steps.length >> 1]!;
}

function brought(table: TimeTable, { column }: FileMetric, form: SeriesForm, slices: Slices): SeriesOutcome {
  const { file, at, row, columns } = table;
  const series = columns.get(column);
  if (series === undefined)
    throw new InputError("no-column", `there is no column ${column}`, {
      file,
      line: 1,
      field: column,
      next: `name one of: ${[...columns.keys()].join(", ")}`,
    });
  const { start, step, count } = slices;
  const end = start + step * count;
  const values = new Float64Array(count).fill(Number.NaN);
  const taken = new Uint32Array(count);
  let [after, firstAfter] = [0, -1];
  for (let i = 0; i < at.length; i++) {
    const value = series[i]!;
    if (Number.isNaN(value)) continue;
    if (value < 0 && form !== "level")
      throw new InputError("negative-count", `${column} is ${value}: events cannot be fewer than none`, {
        file,
        line: row[i]!,
        field: column,
        next: "mend the row, or leave the cell empty",
      });
    if (at[i]! >= end + step) {
      if (after++ === 0) firstAfter = i;
      continue;
    }
    const k = Math.floor((at[i]! - start) / step);
    if (k < 0 || k >= count) continue;
    if (form === "counter" || taken[k] === 0) values[k] = value;
    else values[k] = values[k]! + value;
    taken[k]!++;
  }
  if (form === "level") for (let k = 0; k < count; k++) values[k] = values[k]! / Math.max(1, taken[k]!);
  const notes = [...table.notes];
  if (after > 0)
    notes.push(
      `${after} rows of ${file} lie after now and are left out, the first at row ${row[firstAfter]} (${rfc3339(at[firstAfter]!)}): is their zone right?`,
    );
  if (taken.every((n) => n === 0)) return { outcome: "nodata", text: nothing(table, column, series, slices) };
  return { outcome: "data", values, notes };
}

function nothing(
  { file, at }: TimeTable,
  column: string,
  series: Float64Array,
  { start, step, count }: Slices,
): string {
  if (series.every((value) => Number.isNaN(value))) return `${column} of ${file} has no value in ${series.length} rows`;
  const [first, last] = [at[0]!, at.at(-1)!].map(rfc3339);
  return `${file} holds ${first} to ${last}, nothing of ${rfc3339(start)} to ${rfc3339(start + step * count)}`;
}
