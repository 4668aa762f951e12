import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { OutsideError } from "../../core/errors/index.ts";
import { type OutboxEvent, outboxEventSchema } from "../../core/outbox/index.ts";

/** The outbox's durable log below a state directory: one event a line. */
export class OutboxLog {
  readonly path: string;
  constructor(stateDir: string) {
    this.path = join(stateDir, "outbox", "outbox.jsonl");
  }

  /**
   * Appends the events; when it returns, they are on the disk. Each begins on a line of its own, so that what a crash
   * cut off spoils nothing behind it. Several processes may append at once.
   * @throws OutsideError `disk-full`, `file-not-writable`
   */
  append(events: readonly OutboxEvent[]): void {
    if (events.length === 0) return;
    try {
      mkdirSync(join(this.path, ".."), { recursive: true });
      const fd = openSync(this.path, "a", 0o600);
      try {
        const bytes = Buffer.from(events.map((event) => `\n${JSON.stringify(event)}\n`).join(""));
        for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    } catch (error) {
      const { code = "unknown" } = error as NodeJS.ErrnoException;
      const full = code === "ENOSPC" || code === "EDQUOT";
      throw new OutsideError(full ? "disk-full" : "file-not-writable", `cannot write ${this.path} (${code})`, {
        file: this.path,
        next: full ? "free some space, then maestro outbox flush" : "make the state directory writable",
        cause: error,
      });
    }
  }

  /** Every event that was written wholly. A line that a crash cut off was never acknowledged and is passed over. */
  read(): OutboxEvent[] {
    let text: string;
    try {
      text = readFileSync(this.path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw new OutsideError("file-not-readable", `cannot read ${this.path}`, { file: this.path, cause: error });
    }
    return text.split("\n").flatMap((line) => {
      if (line === "") return [];
      try {
        const parsed = outboxEventSchema.safeParse(JSON.parse(line));
        return parsed.success ? [parsed.data] : [];
      } catch {
        return [];
      }
    });
  }
}
