import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseYamlFile } from "../../adapters/yaml/index.ts";
import type { Mapping } from "../../core/cutover/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { compileMapping, mappingFile, type RecordMapping } from "../../core/migration/index.ts";

/**
 * The mapping that a project declares as `migrations/<id>.yaml`.
 * @throws InputError `mapping-missing`, or what is wrong in the file, with its line
 */
export function readMapping(projectDir: string, id: string): RecordMapping {
  const folder = join(projectDir, "migrations");
  const file = join(folder, `${id}.yaml`);
  if (!/^[a-z][a-z0-9_]{0,30}$/.test(id) || !existsSync(file)) {
    const known = existsSync(folder) ? readdirSync(folder).flatMap((name) => /^(.+)\.yaml$/.exec(name)?.[1] ?? []) : [];
    throw new InputError("mapping-missing", `the project declares no mapping ${id}`, {
      file,
      field: "--mapping",
      next: known.length > 0 ? `choose one of ${known.join(", ")}` : "declare it in migrations/<id>.yaml",
    });
  }
  const { mapping } = parseYamlFile(readFileSync(file, "utf8"), file, mappingFile);
  if (mapping.id !== id)
    throw new InputError("mapping-id", `the mapping in ${id}.yaml is called ${mapping.id}`, {
      file,
      field: "mapping.id",
      next: "give file and mapping one name",
    });
  try {
    return compileMapping(mapping);
  } catch (error) {
    // The pure check knows the field, only here the file is known.
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.code, error.message, { file, field: error.field, next: error.next, cause: error });
  }
}

/** What the planner needs to know of a declared mapping. */
export function planMapping({ id, reversible, shadowRead }: RecordMapping): Mapping {
  return { id, reversible, shadowRead };
}
