import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { RawSeries } from "../../core/capacity/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { Growing } from "./growing.ts";
import { readTimestamp, type TimestampOptions } from "./timestamp.ts";

export interface UsageFile {
  readonly series: readonly RawSeries[];
  /** True where times stood there without a zone and UTC was taken. */
  readonly zoneAssumed: boolean;
}

export interface UsageStream {
  /** One after the other, as they begin in the file; may be read once. */
  readonly series: AsyncIterable<RawSeries>;
  /** True where times stood there without a zone and UTC was taken; known once the series are read. */
  readonly zoneAssumed: () => boolean;
}

/**
 * Reads usage from CSV: a header with `timestamp` and `value`, and `series` unless the file holds one series (then the
 * file's name is its id). Empty cells and NaN are missing values. Rows may come in any order; where each series stands
 * together, only one of them is held at a time.
 *
 * @throws InputError naming file, line and what is wrong, when the series are read; a file without rows is `no-rows`.
 */
export async function openUsageCsv(path: string, file: string, options: TimestampOptions): Promise<UsageStream> {
  const together = await standsTogether(path, file);
  const rows = new Rows(file, options);
  return { series: rows.series(path, together), zoneAssumed: () => rows.zoneAssumed };
}

/** The same, all series at once. */
export async function readUsageCsv(path: string, file: string, options: TimestampOptions): Promise<UsageFile> {
  const rows = new Rows(file, options);
  const series: RawSeries[] = [];
  for await (const one of rows.series(path, false)) series.push(one);
  return { series, zoneAssumed: rows.zoneAssumed };
}

/** True when no series begins again after another one. */
async function standsTogether(path: string, file: string): Promise<boolean> {
  const ended = new Set<string>();
  let [column, last]: [number | null, string | null] = [null, null];
  for await (const text of linesOf(path, file)) {
    if (text.trim() === "") continue;
    if (column === null) {
      column = headerOf(cellsOf(text.replace(/^\uFEFF/, "")), file, 1).series;
      if (column < 0) return true;
      continue;
    }
    const id = column === 0 && !text.includes('"') ? text.slice(0, text.indexOf(",")).trim() : cellsOf(text)[column]!;
    if (id === last) continue;
    if (ended.has(id)) return false;
    if (last !== null) ended.add(last);
    last = id;
  }
  return true;
}

class Rows {
  zoneAssumed = false;
  readonly #file: string;
  readonly #options: TimestampOptions;
  #columns: ReturnType<typeof headerOf> | null = null;

  constructor(file: string, options: TimestampOptions) {
    this.#file = file;
    this.#options = options;
  }

  async *series(path: string, together: boolean): AsyncGenerator<RawSeries> {
    const file = this.#file;
    const found = new Map<string, Growing>();
    let [line, lastId, last]: [number, string | null, Growing | null] = [0, null, null];
    let count = 0;
    for await (const raw of linesOf(path, file)) {
      line++;
      const row = this.#row(line === 1 ? raw.replace(/^\uFEFF/, "") : raw, line);
      if (row === null) continue;
      if (row.id !== lastId || last === null) {
        if (together && last !== null) {
          yield { id: lastId!, ...last.finish() };
          found.clear();
        }
        lastId = row.id;
        last = found.get(row.id) ?? new Growing();
        found.set(row.id, last);
      }
      last.push(row.at, row.value, line);
      count++;
    }
    if (count === 0)
      throw new InputError("no-rows", "the file has no rows", {
        file,
        line: Math.max(1, line),
        next: "write a header series,timestamp,value and at least one row",
      });
    for (const [id, points] of found) {
      yield { id, ...points.finish() };
      found.delete(id);
    }
  }

  /** Null for the header and empty lines. */
  #row(text: string, line: number): { id: string; at: number; value: number } | null {
    const file = this.#file;
    if (text.trim() === "") return null;
    const cells = cellsOf(text);
    if (this.#columns === null) {
      this.#columns = headerOf(cells, file, line);
      return null;
    }
    const columns = this.#columns;
    if (cells.length !== columns.width)
      throw new InputError("ragged-row", `${cells.length} cells where the header has ${columns.width}`, {
        file,
        line,
        next: "give every row as many cells as the header",
      });
    const id = columns.series < 0 ? basename(file).replace(/\.csv$/i, "") : cells[columns.series]!;
    if (id === "")
      throw new InputError("no-series-name", "this row names no series", {
        file,
        line,
        field: "series",
        next: "name it",
      });
    const when = cells[columns.timestamp]!;
    if (this.#options.clock === null && /\d$/.test(when) && when.includes(":") && !/[+-]\d\d:?\d\d$/.test(when))
      this.zoneAssumed = true;
    return {
      id,
      at: readTimestamp(when, this.#options, file, line),
      value: numberOf(cells[columns.value]!, file, line, id),
    };
  }
}

function headerOf(cells: readonly string[], file: string, line: number) {
  const names = cells.map((cell) => cell.toLowerCase());
  const place = (name: string, ...others: string[]): number =>
    names.findIndex((cell) => cell === name || others.includes(cell));
  const columns = {
    series: place("series", "id"),
    timestamp: place("timestamp", "time", "at"),
    value: place("value"),
    width: cells.length,
  };
  for (const name of ["timestamp", "value"] as const)
    if (columns[name] < 0)
      throw new InputError("no-header", `the header has no column ${name}: ${cells.join(",").slice(0, 80)}`, {
        file,
        line,
        column: 1,
        field: name,
        next: "write the header series,timestamp,value, or add --format m4 for a wide file",
      });
  return columns;
}

function numberOf(text: string, file: string, line: number, id: string): number {
  if (text === "" || /^(nan|null|na)$/i.test(text)) return Number.NaN;
  const value = Number(text);
  if (!Number.isNaN(value)) return value;
  throw new InputError("not-a-number", `${JSON.stringify(text)} of ${id} is no number`, {
    file,
    line,
    field: "value",
    next: "write a number, or leave the cell empty where nothing was measured",
  });
}

/** Lines of a file; a missing or unreadable one is an InputError. */
export async function* linesOf(path: string, file: string): AsyncGenerator<string> {
  let rest = "";
  try {
    for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 1 << 20 })) {
      const lines = (rest + (chunk as string)).split("\n");
      rest = lines.pop()!;
      for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
    }
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const message = `cannot be read: ${(cause as Error).message}`;
    throw new InputError("file-missing", message, { file, cause, next: "check the path" });
  }
  if (rest !== "") yield rest.endsWith("\r") ? rest.slice(0, -1) : rest;
}

/** Cells of one line, quotes taken off; a quoted cell may hold commas. */
export function cellsOf(text: string): string[] {
  if (!text.includes('"')) return text.split(",").map((cell) => cell.trim());
  const cells: string[] = [];
  const pattern = /\s*(?:"((?:[^"]|"")*)"|([^,]*?))\s*(?:,|$)/gy;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return text.split(",").map((cell) => cell.trim());
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
  }
  if (text.endsWith(",")) cells.push("");
  return cells;
}
