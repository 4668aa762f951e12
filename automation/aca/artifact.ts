import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import type { Rationale } from "../../core/aca/index.ts";
import { OutsideError } from "../../core/errors/index.ts";

/**
 * Writes a rationale below a folder: rationale.json, rationale.md and plots/. The JSON goes last, so that where it stands the rest stands.
 * @returns The path of rationale.json.
 * @throws OutsideError when the folder cannot be written.
 */
export function writeRationale(folder: string, artifact: Rationale): string {
  const path = join(folder, "rationale.json");
  for (const [name, svg] of Object.entries(artifact.plots)) write(join(folder, name), svg);
  write(join(folder, "rationale.md"), artifact.markdown);
  write(path, artifact.json);
  return path;
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (cause) {
    throw new OutsideError("file-not-writable", `the folder cannot be made: ${(cause as Error).message}`, {
      file: dirname(path),
      cause,
      next: "choose another folder for --artifact",
    });
  }
  writeFileAtomic(path, text, { durable: false });
}
