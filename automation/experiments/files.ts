import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseYamlFile } from "../../adapters/yaml/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { type Experiment, experimentSchema } from "../../core/experiments/index.ts";

/** @throws InputError `file-unreadable` */
export function readBytes(cwd: string, file: string, next: string): Buffer {
  try {
    return readFileSync(resolve(cwd, file));
  } catch (cause) {
    throw new InputError("file-unreadable", `it cannot be read: ${(cause as Error).message}`, { file, next, cause });
  }
}

/** @throws InputError with file, line and field */
export function readExperiment(cwd: string, file: string): Experiment {
  const text = readBytes(cwd, file, "name the experiment's definition").toString("utf8");
  return parseYamlFile(text, file, experimentSchema);
}
