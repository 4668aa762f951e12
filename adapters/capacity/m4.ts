import type { RawSeries } from "../../core/capacity/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { cellsOf, linesOf } from "./csv.ts";

const HOUR = 3_600_000;

/**
 * Reads the M4 competition's wide form, one series after the other: one a row, its id first, values after it, empty cells at the end. The
 * set has no times: points are hours from `start`.
 *
 * @throws InputError naming file and line.
 */
export async function* readM4(path: string, file: string, start: number): AsyncGenerator<RawSeries> {
  let [line, count] = [0, 0];
  for await (const text of linesOf(path, file)) {
    line++;
    if (line === 1 || text.trim() === "") continue;
    const [id = "", ...cells] = cellsOf(text);
    while (cells.at(-1) === "") cells.pop();
    const value = Float64Array.from(cells, (cell) => (cell === "" ? Number.NaN : Number(cell)));
    const bad = cells.findIndex((cell, i) => cell !== "" && Number.isNaN(value[i]!) && cell.toLowerCase() !== "nan");
    if (bad >= 0)
      throw new InputError("not-a-number", `${JSON.stringify(cells[bad])} of ${id} is no number`, {
        file,
        line,
        column: bad + 2,
        next: "write a number",
      });
    const at = Float64Array.from(value, (_, i) => start + i * HOUR);
    count++;
    yield { id, at, value, row: new Int32Array(value.length).fill(line) };
  }
  if (count === 0)
    throw new InputError("no-rows", "the file has no series", {
      file,
      line: Math.max(1, line),
      next: "give the wide M4 form",
    });
}
