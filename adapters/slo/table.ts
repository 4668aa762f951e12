import { readFile } from "node:fs/promises";
import { isAbsolute, join, normalize, sep } from "node:path";
import { Temporal } from "temporal-polyfill";
import { InputError } from "../../core/errors/index.ts";
import { cellsOf, linesOf } from "../capacity/csv.ts";
import { readTimestamp } from "../capacity/timestamp.ts";

/** A file of times and numbers, in order of time. */
export interface TimeTable {
  readonly file: string;
  readonly at: Float64Array;
  /** Line of a CSV, place in a JSON list (from 1), for each time. */
  readonly row: Int32Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly notes: readonly string[];
}

export interface TableOptions {
  /** IANA zone of times without an offset; null refuses them. */
  readonly zone: string | null;
  readonly timeUnit: "s" | "ms";
}

const timeNames = ["timestamp", "time", "at"];

/**
 * Reads a CSV with a header, or JSON (`{"timestamp": […], "good": […]}` or a list of rows), of a project.
 *
 * Rows are sorted, doubled ones that say the same taken once, and both is noted. Empty, null and NaN are missing.
 *
 * @throws InputError naming file and row: outside of the project, no rows, no timestamp column, ragged, text where a
 *   number should be, times without a zone or in another unit, two rows of one time that differ.
 */
export async function readTable(root: string, file: string, options: TableOptions): Promise<TimeTable> {
  const inside = normalize(file);
  if (isAbsolute(inside) || inside === ".." || inside.startsWith(`..${sep}`))
    throw new InputError("path-outside", `${file} lies outside of the project`, {
      file,
      field: "file",
      next: "name a file below the project's folder",
    });
  const rows = /\.json$/i.test(file)
    ? await jsonRows(join(root, inside), file)
    : await csvRows(join(root, inside), file);
  return tabulate(file, rows, options);
}

interface Rows {
  readonly names: readonly string[];
  readonly cells: readonly (readonly string[])[];
  readonly row: readonly number[];
}

async function csvRows(path: string, file: string): Promise<Rows> {
  let names: string[] | null = null;
  const cells: string[][] = [];
  const row: number[] = [];
  let line = 0;
  for await (const raw of linesOf(path, file)) {
    line++;
    const text = line === 1 ? raw.replace(/^\uFEFF/, "") : raw;
    if (text.trim() === "") continue;
    const split = cellsOf(text);
    if (names === null) {
      names = split;
      continue;
    }
    if (split.length !== names.length)
      throw new InputError("ragged-row", `${split.length} cells where the header has ${names.length}`, {
        file,
        line,
        next: "give every row as many cells as the header",
      });
    cells.push(split);
    row.push(line);
  }
  return { names: names ?? [], cells, row };
}

async function jsonRows(path: string, file: string): Promise<Rows> {
  const text = await readFile(path, "utf8").catch((cause: Error) => {
    throw new InputError("file-missing", `cannot be read: ${cause.message}`, { file, cause, next: "check the path" });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError("sample-json", `this is no JSON: ${(cause as Error).message}`, {
      file,
      next: "mend it",
      cause,
    });
  }
  const written = (cell: unknown): string =>
    cell === null || cell === undefined ? "" : typeof cell === "object" ? JSON.stringify(cell) : String(cell);
  if (Array.isArray(value)) {
    const list = value as unknown[];
    const names = [
      ...new Set(list.flatMap((one) => (typeof one === "object" && one !== null ? Object.keys(one) : []))),
    ];
    const cells = list.map((one) => names.map((name) => written((one as Record<string, unknown> | null)?.[name])));
    return { names, cells, row: list.map((_, i) => i + 1) };
  }
  const members = Object.entries((value ?? {}) as Record<string, unknown>);
  const length = members.reduce((most, [, list]) => Math.max(most, Array.isArray(list) ? list.length : 0), 0);
  for (const [name, list] of members)
    if (!Array.isArray(list) || list.length !== length)
      throw new InputError("ragged-row", `${name} is no list of ${length} values as the others are`, {
        file,
        field: name,
        next: "give every member as many values",
      });
  const names = members.map(([name]) => name);
  const cells = Array.from({ length }, (_, i) => members.map(([, list]) => written((list as unknown[])[i])));
  return { names, cells, row: cells.map((_, i) => i + 1) };
}

function tabulate(file: string, { names, cells, row }: Rows, options: TableOptions): TimeTable {
  if (cells.length === 0)
    throw new InputError("no-rows", "the file has no rows", {
      file,
      line: 1,
      next: "write a header timestamp,good,total and at least one row",
    });
  const time = names.findIndex((name) => timeNames.includes(name.toLowerCase()));
  if (time < 0)
    throw new InputError("no-header", `there is no column timestamp: ${names.join(",").slice(0, 80)}`, {
      file,
      line: 1,
      field: "timestamp",
      next: "write the header timestamp,good,total",
    });
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new InputError("duplicate-column", `the column ${twice} stands twice`, {
      file,
      line: 1,
      field: twice,
      next: "give every column its own name",
    });
  const clock = instants(file, options);
  const when = new Float64Array(cells.length);
  for (const [i, one] of cells.entries()) when[i] = clock(one[time]!, row[i]!);
  const notes: string[] = [];
  const order = Uint32Array.from(when.keys());
  const firstBack = when.findIndex((at, i) => i > 0 && at < when[i - 1]!);
  if (firstBack >= 0) {
    notes.push(`${file} is not in order of time, first at row ${row[firstBack]}: it was sorted`);
    order.sort((a, b) => when[a]! - when[b]! || a - b);
  }
  const kept: number[] = [];
  let doubled = 0;
  for (const i of order) {
    const before = kept.at(-1);
    if (before === undefined || when[before] !== when[i]) kept.push(i);
    else if (cells[i]!.every((cell, k) => k === time || cell === cells[before]![k])) doubled++;
    else
      throw new InputError(
        "duplicate-row",
        `two rows of ${cells[i]![time]} differ: rows ${row[before]} and ${row[i]}`,
        {
          file,
          line: row[i]!,
          field: "timestamp",
          next: "keep one of the two",
        },
      );
  }
  if (doubled > 0) notes.push(`${doubled} rows of ${file} stand twice and were taken once`);
  const columns = new Map<string, Float64Array>();
  for (const [k, name] of names.entries())
    if (k !== time)
      columns.set(
        name,
        Float64Array.from(kept, (i) => numberOf(cells[i]![k]!, file, row[i]!, name)),
      );
  return {
    file,
    at: Float64Array.from(kept, (i) => when[i]!),
    row: Int32Array.from(kept, (i) => row[i]!),
    columns,
    notes,
  };
}

function numberOf(text: string, file: string, line: number, field: string): number {
  if (text === "" || /^(nan|null|na|n\/a)$/i.test(text)) return Number.NaN;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new InputError("not-a-number", `${JSON.stringify(text.slice(0, 40))} is no finite number`, {
    file,
    line,
    field,
    next: "write a number, or leave the cell empty where nothing was measured",
  });
}

const local = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?$/;

/** Reads times to instants. In the hour that a clock is put back the second reading is taken once the times go back. */
function instants(file: string, { zone, timeUnit }: TableOptions): (text: string, line: number) => number {
  let before = Number.NEGATIVE_INFINITY;
  return (text, line) => {
    const parts = local.exec(text);
    if (parts === null) return readTimestamp(text, { unit: timeUnit, clock: null }, file, line);
    const refuse = (code: string, message: string, next: string): never => {
      throw new InputError(code, message, { file, line, field: "timestamp", next });
    };
    if (zone === null)
      return refuse(
        "time-without-zone",
        `${JSON.stringify(text)} has neither offset nor zone`,
        "add Z, or zone: to the metric's spec",
      );
    try {
      const plain = Temporal.PlainDateTime.from(`${parts[1]}T${parts[2] ?? "00:00"}`);
      const zoned = plain.toZonedDateTime(zone, { disambiguation: "earlier" });
      if (!zoned.toPlainDateTime().equals(plain))
        return refuse(
          "no-such-time",
          `there is no ${text} in ${zone}: clocks went forward`,
          "give the zone that the times were written in",
        );
      const at = zoned.epochMilliseconds;
      before = at > before ? at : plain.toZonedDateTime(zone, { disambiguation: "later" }).epochMilliseconds;
      return before;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return refuse("bad-timestamp", `${JSON.stringify(text)} is no time`, "write it as 2026-01-31T23:00:00Z");
    }
  };
}
