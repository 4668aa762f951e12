import { readFile, stat } from "node:fs/promises";

/** Where a registry's text comes from. */
export interface FlagSource {
  /** Named in errors. */
  readonly name: string;
  /**
   * @param known Version that the caller has; null for none.
   * @returns null while it has not changed. `complete` is false where a writer may still be at work: the same version
   *   must then be seen again before it counts.
   * @throws whatever keeps it from being read: the caller stays with what it has
   */
  readonly read: (
    known: string | null,
  ) => Promise<{ readonly text: string; readonly version: string; readonly complete: boolean } | null>;
}

/**
 * A registry in a file. A file that was put in place by a rename is complete; one that is written in place is read
 * again after a pause, since half a registry can be well-formed.
 */
export function fileSource(path: string): FlagSource {
  let inode: bigint | null = null;
  return {
    name: path,
    read: async (known) => {
      const before = await stat(path, { bigint: true });
      const version = `${before.ino}:${before.size}:${before.mtimeNs}`;
      if (version === known) return null;
      const text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
      const after = await stat(path, { bigint: true });
      const still = after.ino === before.ino && after.size === before.size && after.mtimeNs === before.mtimeNs;
      const complete = still && inode !== null && inode !== before.ino;
      inode = before.ino;
      return { text, version: still ? version : `${version} in progress`, complete };
    },
  };
}

/** A registry behind HTTP, as `maestro flags serve` gives it under /registry; its ETag is the version. */
export function httpSource(
  url: string,
  options: { readonly timeoutMs?: number; readonly token?: string } = {},
): FlagSource {
  return {
    name: url,
    read: async (known) => {
      const headers: Record<string, string> = { accept: "application/yaml" };
      if (known !== null) headers["if-none-match"] = known;
      if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
      const answer = await fetch(url, { headers, signal: AbortSignal.timeout(options.timeoutMs ?? 2_000) });
      if (answer.status === 304) return null;
      if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
      const text = await answer.text();
      return { text, version: answer.headers.get("etag") ?? text, complete: true };
    },
  };
}
