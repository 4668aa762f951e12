import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { flagsInConfig, type LintUse } from "../../../core/flags/index.ts";
import { openYaml } from "../../yaml/index.ts";

const stackFile = /^Pulumi\.([A-Za-z0-9_.-]+)\.yaml$/;
const prefix = "maestro-conductor:";

/**
 * Flags that the stacks' config files of a project name, with their places.
 *
 * @throws InputError with file and line for a file that is no YAML.
 */
export function stackUses(root: string): LintUse[] {
  return readdirSync(root)
    .filter((name) => stackFile.test(name))
    .sort()
    .flatMap((name) => usesInStackFile(readFileSync(join(root, name), "utf8"), name, stackFile.exec(name)![1]!));
}

export function usesInStackFile(text: string, file: string, stack: string): LintUse[] {
  const source = openYaml(text, file);
  const config = (source.value as { config?: unknown } | null)?.config;
  if (typeof config !== "object" || config === null) return [];
  const sections = Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
  const { uses, context } = flagsInConfig(sections, stack);
  return uses.map(({ key, on }) => ({
    key,
    context,
    ...(on === undefined ? {} : { on }),
    position: { file, ...source.keyAt(["config", `${prefix}flags`, key]) },
  }));
}
