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

/**
 * Reads usage from CSV: a header with `timestamp` and `value`, and `series` unless the file holds one series (then the
 * file's name is its id). Empty cells and NaN are missing values. Rows may come in any order.
 *
 * @throws InputError naming file, line and what is wrong; a file without rows is `no-rows`.
 */
export async function readUsageCsv(path: string, file: string, options: TimestampOptions): Promise<UsageFile> {
  const found = new Map<string, Growing>();
  const only = basename(file).replace(/\.csv$/i, "");
  let columns: { series: number; timestamp: number; value: number; width: number } | null = null;
  let [line, zoneAssumed] = [0, false];
  let [lastId, last]: [string | null, Growing | null] = [null, null];
  for await (const raw of linesOf(path, file)) {
    line++;
    const text = line === 1 ? raw.replace(/^\uFEFF/, "") : raw;
    if (text.trim() === "") continue;
    const cells = cellsOf(text);
    if (columns === null) {
      columns = headerOf(cells, file, line);
      continue;
    }
    if (cells.length !== columns.width)
      throw new InputError("ragged-row", `${cells.length} cells where the header has ${columns.width}`, {
        file,
        line,
        next: "give every row as many cells as the header",
      });
    const id = columns.series < 0 ? only : cells[columns.series]!;
    if (id === "")
      throw new InputError("no-series-name", "this row names no series", {
        file,
        line,
        field: "series",
        next: "name it",
      });
    if (id !== lastId || last === null) {
      lastId = id;
      last = found.get(id) ?? new Growing();
      found.set(id, last);
    }
    const when = cells[columns.timestamp]!;
    if (options.clock === null && /\d$/.test(when) && when.includes(":") && !/[+-]\d\d:?\d\d$/.test(when))
      zoneAssumed = true;
    last.push(readTimestamp(when, options, file, line), numberOf(cells[columns.value]!, file, line, id), line);
  }
  if (columns === null || found.size === 0)
    throw new InputError("no-rows", "the file has no rows", {
      file,
      line: Math.max(1, line),
      next: "write a header series,timestamp,value and at least one row",
    });
  return { series: [...found].map(([id, points]) => ({ id, ...points.finish() })), zoneAssumed };
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
