/** Why one row cannot be mapped. */
export type RowCode =
  | "not-splittable"
  | "not-joinable"
  | "not-convertible"
  | "not-invertible"
  | "wrong-type"
  | "missing-field"
  | "unknown-field"
  | "mapping-threw"
  /** Both sides hold a different row under one key, and neither is known to be the later one. */
  | "late-conflict";

/**
 * One row that a mapping refuses. It carries codes and names only, never a value of the row: it is written to logs and
 * reports.
 */
export class RefusedRow extends Error {
  readonly code: RowCode;
  readonly field: string | null;

  constructor(code: RowCode, field: string | null, text: string) {
    super(text);
    this.name = "RefusedRow";
    this.code = code;
    this.field = field;
  }
}
