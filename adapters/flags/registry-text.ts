import { type Flag, type Registry, registrySchema } from "../../core/flags/index.ts";
import { checkYaml, openYaml, problemsError, type YamlSource } from "../yaml/index.ts";
import { openPlainItems } from "./plain-items.ts";

/**
 * Reads a registry's text, with the place of every entry. A registry written as teams write it (one block of plain
 * entries) is read without a full YAML parse, some fifteen times as fast; anything else goes through the parser, and so
 * does every text that is wrong, so that errors are the same.
 *
 * @throws InputError with file, line and field.
 */
export function parseRegistryText(text: string, file: string): Registry {
  const plain = openPlainItems(text, file);
  if (plain !== null) {
    const parsed = registrySchema.safeParse({ flags: plain.values });
    if (parsed.success)
      return {
        file,
        owners: null,
        flags: parsed.data.flags.map((flag, i) => ({ ...flag, position: plain.positions[i]! })),
      };
  }
  const source = openYaml(text, file);
  const outcome = checkYaml(source, registrySchema);
  if (!outcome.ok) throw problemsError(outcome.problems);
  return { file, owners: outcome.value.owners ?? null, flags: placed(outcome.value.flags, source) };
}

function placed(flags: readonly Flag[], source: YamlSource): readonly Flag[] {
  return flags.map((flag, index) => ({ ...flag, position: source.at(["flags", index]) }));
}
