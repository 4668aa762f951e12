import { InputError } from "../../core/errors/index.ts";

/** Where a value stands in a file. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly field: string;
}

const MISSING = new Set(["", "nan", "null", "na", "n/a", "none"]);
const INFINITE = /^[+-]?inf(inity)?$/i;

/**
 * A number of a sample file; NaN for a missing one (empty, NaN, null, NA).
 * @throws InputError on text and on infinities, with line and column.
 */
export function sampleNumber(raw: string, place: Place): number {
  const text = raw.trim();
  const value = text === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value) && /^[+-]?[\d.]/.test(text) && !/^[+-]?0[xob]/i.test(text)) return value;
  if (MISSING.has(text.toLowerCase())) return Number.NaN;
  if (INFINITE.test(text) || Math.abs(value) === Number.POSITIVE_INFINITY)
    throw new InputError("sample-not-finite", `${JSON.stringify(text)} is not a finite number`, {
      ...place,
      next: "leave the value empty if it is missing",
    });
  throw new InputError("sample-not-a-number", `${JSON.stringify(shorten(text))} is not a number`, {
    ...place,
    next: "write a number, or leave the value empty if it is missing",
  });
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
