import { InputError } from "../../core/errors/index.ts";
import { Columns, type SampleFile, type Sink } from "./columns.ts";

/**
 * Reads CSV samples (RFC 4180; header of metric names; comma or, where the header has no comma, semicolon) from chunks of
 * text in bounded memory. Empty cells are missing values, blank lines are skipped.
 *
 * @param wanted Columns that are metrics; null for all.
 * @throws InputError with line and column on a ragged row, text in a number column, an infinity, a duplicate or empty
 *   name, time stamps out of order, an unclosed quote, no header.
 */
export async function readCsv(
  chunks: AsyncIterable<string>,
  file: string,
  wanted: ReadonlySet<string> | null,
): Promise<SampleFile> {
  const columns = new Columns(wanted);
  let header: Header | undefined;
  for await (const { text, line } of records(chunks, file)) {
    if (text.trim() === "") continue;
    if (header === undefined) header = openHeader(text, file, line, columns);
    else readRow(text, line, header, file);
  }
  if (header === undefined)
    throw new InputError("no-header", "the file is empty", {
      file,
      line: 1,
      column: 1,
      next: "write a header of metric names",
    });
  return columns.finish();
}

interface Header {
  readonly separator: string;
  readonly names: readonly string[];
  readonly sinks: readonly (Sink | undefined)[];
}

interface Cell {
  readonly text: string;
  readonly column: number;
}

function openHeader(text: string, file: string, line: number, columns: Columns): Header {
  const separator = !text.includes(",") && text.includes(";") ? ";" : ",";
  const cells = split(text, separator);
  const seen = new Set<string>();
  const sinks = cells.map(({ text: raw, column }) => {
    const name = raw.trim();
    const refuse = (code: string, message: string): never => {
      throw new InputError(code, message, { file, line, column, field: name, next: "give every column its own name" });
    };
    if (name === "") refuse("empty-column-name", "this column has no name");
    if (seen.has(name)) refuse("duplicate-column", `the column ${JSON.stringify(name)} stands twice`);
    seen.add(name);
    return columns.open(name);
  });
  return { separator, names: [...seen], sinks };
}

function readRow(text: string, line: number, header: Header, file: string): void {
  const cells = split(text, header.separator);
  if (cells.length !== header.sinks.length)
    throw new InputError(
      "ragged-row",
      `this row has ${cells.length} ${cells.length === 1 ? "value" : "values"}, the header ${header.sinks.length}`,
      { file, line, column: cells.at(-1)!.column, next: "give the row a value, or an empty cell, for each column" },
    );
  for (let i = 0; i < cells.length; i++) {
    const sink = header.sinks[i];
    const cell = cells[i]!;
    if (sink) sink(cell.text, { file, line, column: cell.column, field: header.names[i]! });
  }
}

function split(text: string, separator: string): Cell[] {
  const cells: Cell[] = [];
  let start = 0;
  if (!text.includes('"')) {
    for (;;) {
      const end = text.indexOf(separator, start);
      cells.push({ text: end < 0 ? text.slice(start) : text.slice(start, end), column: start + 1 });
      if (end < 0) return cells;
      start = end + 1;
    }
  }
  for (;;) {
    let value = "";
    let quoted = false;
    let i = start;
    for (; i < text.length && (quoted || text[i] !== separator); i++) {
      if (text[i] !== '"') value += text[i];
      else if (quoted && text[i + 1] === '"') value += text[i++];
      else quoted = !quoted;
    }
    cells.push({ text: value, column: start + 1 });
    if (i >= text.length) return cells;
    start = i + 1;
  }
}

/** Lines, or several lines where a quoted cell holds a line break. */
async function* records(chunks: AsyncIterable<string>, file: string): AsyncGenerator<{ text: string; line: number }> {
  let rest = "";
  let line = 0;
  let first = true;
  let open: { text: string; line: number } | undefined;
  const take = function* (text: string): Generator<{ text: string; line: number }> {
    line++;
    const whole: { text: string; line: number } = open
      ? { text: `${open.text}\n${text}`, line: open.line }
      : { text, line };
    open = undefined;
    if (whole.text.includes('"') && whole.text.split('"').length % 2 === 0) open = whole;
    else yield whole;
  };
  for await (const chunk of chunks) {
    rest += first ? chunk.replace(/^\ufeff/, "") : chunk;
    first = false;
    let start = 0;
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", start)) {
      yield* take(rest.slice(start, rest[end - 1] === "\r" && end > start ? end - 1 : end));
      start = end + 1;
    }
    rest = rest.slice(start);
    if (rest.length > MAXIMUM_RECORD || (open?.text.length ?? 0) > MAXIMUM_RECORD) refuseLong(file, line + 1);
  }
  if (rest !== "") yield* take(rest.replace(/\r$/, ""));
  if (open)
    throw new InputError("unclosed-quote", "a quoted cell is not closed", {
      file,
      line: open.line,
      column: 1,
      next: "close the quote",
    });
}

const MAXIMUM_RECORD = 16 * 1024 * 1024;

function refuseLong(file: string, line: number): never {
  throw new InputError("row-too-long", `a row is longer than ${MAXIMUM_RECORD} characters`, {
    file,
    line,
    column: 1,
    next: "is this a CSV file?",
  });
}
