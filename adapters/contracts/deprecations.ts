import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DEPRECATIONS, type Deprecation, deprecationSchema } from "../../core/contracts/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { parseYamlFile } from "../yaml/index.ts";
import { readContractFile } from "./files.ts";

/** The announced ends of versions, by their files' names. @throws InputError with file, line and field */
export function readDeprecations(root: string): Deprecation[] {
  const folder = join(root, DEPRECATIONS);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => {
      const file = `${DEPRECATIONS}/${name}`;
      const read = readContractFile(root, file);
      if ("problem" in read)
        throw new InputError(read.problem.code, `${file}: ${read.problem.message}`, { file, next: read.problem.next });
      return parseYamlFile(read.text, file, deprecationSchema);
    });
}
