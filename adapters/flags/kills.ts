/** Which kill-switches are thrown. The files of `maestro flags kill` are one such source, see kill-files.ts. */
export interface KillSource {
  /**
   * The keys, as far as their statements are signed by somebody who may.
   * @param known Version that the caller has; null for none.
   * @returns null while nothing has changed
   */
  readonly read: (known: string | null) => Promise<{
    readonly keys: ReadonlySet<string>;
    readonly version: string;
    /** What was there and does not count, one text each. */
    readonly problems: readonly string[];
  } | null>;
}
