import { createReadStream } from "node:fs";
import { InputError } from "../../core/errors/index.ts";
import type { SampleFile } from "./columns.ts";
import { readCsv } from "./csv.ts";
import { readJson } from "./json.ts";

/**
 * Reads a file of samples: JSON where its first character that is not white space is `{` or `[`, else CSV. Streamed, so that files
 * of any length are read in bounded memory.
 *
 * @param wanted Columns that are metrics; null for all.
 * @throws InputError when it cannot be read or does not hold samples.
 */
export async function readSampleFile(path: string, wanted: ReadonlySet<string> | null): Promise<SampleFile> {
  const chunks = createReadStream(path, { encoding: "utf8", highWaterMark: 1 << 18 })[
    Symbol.asyncIterator
  ]() as AsyncIterator<string>;
  try {
    const head: string[] = [];
    let done = false;
    while (!done && head.join("").trim() === "") {
      const next = await chunks.next();
      if (next.done) done = true;
      else head.push(next.value);
    }
    const first = head
      .join("")
      .replace(/^\ufeff/, "")
      .trimStart()[0];
    const all = replay(head, chunks);
    return first === "{" || first === "[" ? await readJson(all, path, wanted) : await readCsv(all, path, wanted);
  } catch (error) {
    throw isSystemError(error) ? unreadable(path, error) : error;
  } finally {
    await chunks.return?.();
  }
}

async function* replay(head: readonly string[], rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield* head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";
}

function unreadable(file: string, error: NodeJS.ErrnoException): InputError {
  const missing = error.code === "ENOENT";
  return new InputError(
    missing ? "file-missing" : "file-unreadable",
    missing ? "there is no such file" : error.message,
    {
      file,
      cause: error,
      next: missing ? "check the path" : "check that it is a file that may be read",
    },
  );
}
