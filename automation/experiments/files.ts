import { readFileSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
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

export interface Definition {
  readonly experiment: Experiment;
  readonly file: string;
  readonly text: string;
}

/** @throws InputError with file, line and field */
export function readDefinition(cwd: string, named: string): Definition {
  const bytes = readBytes(cwd, named, "name the experiment's definition");
  const file = isAbsolute(named) ? relative(cwd, named) || named : named;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InputError("file-encoding", "the definition is not UTF-8", { file, next: "save it as UTF-8", cause });
  }
  return { experiment: parseYamlFile(text, file, experimentSchema), file, text };
}
