import { normalQuantile } from "./normal.ts";

/** Tables of the sizes used last: a judge of many metrics asks for the same few again and again. */
const tables = new Map<number, Float64Array>();
const KEPT = 8;

/**
 * Φ⁻¹(r / (n + 1)) for every midrank r = 1, 1.5, 2, … n, at index 2r. The table is shared: do not write to it.
 */
export function rankQuantiles(n: number): Float64Array {
  const known = tables.get(n);
  if (known !== undefined) return known;
  const table = new Float64Array(2 * n + 1);
  for (let doubled = 2; doubled <= 2 * n; doubled++) table[doubled] = normalQuantile(doubled / 2 / (n + 1));
  if (tables.size >= KEPT) tables.delete(tables.keys().next().value!);
  tables.set(n, table);
  return table;
}
