import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";

const commandSchema = z.strictObject({
  verb: z.enum(["hold", "promote", "resume", "backout"]),
  actor: z.string().min(1),
  reason: z.string(),
  acceptDataLoss: z.boolean(),
});
export type PersonsCommand = z.infer<typeof commandSchema>;

/** Hands people's commands to the driver that holds the run: one file each, taken in order of their time. */
export class Inbox {
  readonly #folder: string;
  constructor(stateDir: string, runId: string) {
    this.#folder = join(stateDir, "inbox", runId);
  }

  put(command: PersonsCommand, now: number): void {
    mkdirSync(this.#folder, { recursive: true });
    writeFileAtomic(
      join(this.#folder, `${String(now).padStart(15, "0")}-${process.pid}.json`),
      JSON.stringify(command),
      { mode: 0o600 },
    );
  }

  /** The waiting commands, oldest first; `done` removes one once it is in the ledger. A file that is none is dropped. */
  take(): { readonly command: PersonsCommand; readonly done: () => void }[] {
    let names: string[];
    try {
      names = readdirSync(this.#folder).filter((name) => name.endsWith(".json") && !name.startsWith("."));
    } catch {
      return [];
    }
    return names.sort().flatMap((name) => {
      const file = join(this.#folder, name);
      const parsed = commandSchema.safeParse(parseJson(readFileSync(file, "utf8")));
      const done = (): void => rmSync(file, { force: true });
      if (parsed.success) return [{ command: parsed.data, done }];
      done();
      return [];
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
