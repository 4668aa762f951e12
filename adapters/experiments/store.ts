import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readSync, rmSync, truncateSync } from "node:fs";
import type { ExperimentPlace } from "./place.ts";

/** Appends a line to the store; several processes may. */
export function appendEvent(place: ExperimentPlace, event: object): void {
  appendFileSync(place.events, `${JSON.stringify(event)}\n`, { mode: 0o600 });
}

const chunk = 1 << 20;

/** Reads a file of lines that grows; each line once, and only when it is whole. A file that is not there is empty. */
export class LineTail {
  readonly #path: string;
  #offset = 0;
  #rest: Buffer = Buffer.alloc(0);

  constructor(path: string) {
    this.#path = path;
  }

  /** The next lines, at most about a megabyte of them; none where there is nothing new. */
  read(): readonly string[] {
    if (!existsSync(this.#path)) return [];
    const fd = openSync(this.#path, "r");
    try {
      const { size } = fstatSync(fd);
      if (size < this.#offset) [this.#offset, this.#rest] = [0, Buffer.alloc(0)];
      const buffer = Buffer.allocUnsafe(Math.min(chunk, size - this.#offset));
      const read = readSync(fd, buffer, 0, buffer.length, this.#offset);
      this.#offset += read;
      const bytes = Buffer.concat([this.#rest, buffer.subarray(0, read)]);
      const end = bytes.lastIndexOf(0x0a) + 1;
      this.#rest = bytes.subarray(end);
      const lines = bytes.subarray(0, end).toString("utf8").split("\n");
      lines.pop();
      // A line longer than any event would keep all of it in memory.
      if (this.#rest.length > chunk) this.#rest = Buffer.alloc(0);
      return read > 0 && lines.length === 0 ? this.read() : lines;
    } finally {
      closeSync(fd);
    }
  }

  /** What stands behind the last newline: the last line of a file that nobody writes to any more. */
  get unfinished(): string {
    return this.#rest.toString("utf8");
  }
}

/** Removes what is known of subjects: events, list and the key of their hashes. @param other Emptied as well. */
export function emptyStore(place: ExperimentPlace, other: string | null): void {
  if (other !== null && existsSync(other)) truncateSync(other);
  for (const path of [place.events, place.subjects, place.salt]) rmSync(path, { force: true });
}
