import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sink } from "../../core/outbox/index.ts";
import { writeFileAtomic } from "../files/atomic.ts";

/** Writes each message into a folder of its own, named by its key: a second delivery replaces the first. */
export function fileSink(name: string, dir: string): Sink {
  return {
    name,
    deliver: async (message, key, attachments) => {
      const folder = join(dir, key.replace(/[^\w.-]+/g, "_"));
      mkdirSync(folder, { recursive: true });
      for (const { name: file, content } of attachments)
        if (content !== null) writeFileSync(join(folder, file), content);
      writeFileAtomic(join(folder, "message.md"), `# ${message.title}\n\n${message.text}\n`);
      const { title, topic, at, facts } = message;
      const document = { key, topic, title, at: new Date(at).toISOString(), facts };
      const file = join(folder, `${topic}.json`);
      // Last, so that who finds it finds the whole.
      writeFileAtomic(file, `${JSON.stringify(document, null, 2)}\n`);
      return { ref: file };
    },
  };
}
