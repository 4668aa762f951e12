/** Something said of a place in a file, by a rule. Lines and columns count from 1, columns in UTF-16 units. */
export interface Remark {
  readonly rule: string;
  readonly level: "error" | "warning" | "note";
  readonly message: string;
  /** With forward slashes, relative to the repository. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
