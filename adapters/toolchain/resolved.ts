import type { ToolSource } from "../../core/toolchain/index.ts";

/** A tool as found or not found. */
export interface ResolvedTool {
  readonly name: string;
  readonly wanted: string;
  /** What was found; null when nothing was, or it does not say. */
  readonly version: string | null;
  readonly source: ToolSource;
  readonly ok: boolean;
  /** Its (first) executable, absolute; null when missing. */
  readonly file: string | null;
  /** Lower-case hex SHA-256 of `file`, checked; null when it did not come from the cache. */
  readonly sha256: string | null;
  /** Why it is not ok; null when it is. */
  readonly because: string | null;
  /** What to do when it is not ok; null when it is. */
  readonly next: string | null;
  readonly neededForStart: boolean;
  readonly usedByTests: boolean;
}
