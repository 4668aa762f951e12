import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";

/** Writes what a command was asked to leave in a file, its folder too. @throws OutsideError */
export function writeOut(cwd: string, file: string, text: string): void {
  const path = resolve(cwd, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileAtomic(path, text);
}
