import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type FlagContext, flagsInConfig, type LintUse } from "../../../core/flags/index.ts";
import { openYaml, type YamlSource } from "../../yaml/index.ts";

const stackFile = /^Pulumi\.([A-Za-z0-9_.-]+)\.yaml$/;
const prefix = "maestro-conductor:";

/**
 * Flags that the stacks' config files of a project name, with their places.
 *
 * @throws InputError with file and line for a file that is no YAML.
 */
export function stackUses(root: string): LintUse[] {
  return stackFiles(root).flatMap(({ text, name, stack }) => usesInStackFile(text, name, stack));
}

/**
 * Where a project is deployed to: stack, service and environment of each config file that names a service.
 *
 * @throws InputError with file and line for a file that is no YAML.
 */
export function stackPlaces(root: string): FlagContext[] {
  return stackFiles(root)
    .map(({ text, name, stack }) => sectionsOf(openYaml(text, name), stack).context)
    .filter(({ service }) => service !== null);
}

function stackFiles(root: string): { readonly text: string; readonly name: string; readonly stack: string }[] {
  return readdirSync(root)
    .filter((name) => stackFile.test(name))
    .sort()
    .map((name) => ({ text: readFileSync(join(root, name), "utf8"), name, stack: stackFile.exec(name)![1]! }));
}

export function usesInStackFile(text: string, file: string, stack: string): LintUse[] {
  const source = openYaml(text, file);
  const { uses, context } = sectionsOf(source, stack);
  return uses.map(({ key, on }) => ({
    key,
    context,
    ...(on === undefined ? {} : { on }),
    position: { file, ...source.keyAt(["config", `${prefix}flags`, key]) },
  }));
}

function sectionsOf({ value }: YamlSource, stack: string): ReturnType<typeof flagsInConfig> {
  const config = (value as { config?: unknown } | null)?.config;
  const entries = typeof config === "object" && config !== null ? Object.entries(config) : [];
  const own = entries
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, member]) => [key.slice(prefix.length), member]);
  return flagsInConfig(Object.fromEntries(own) as Record<string, unknown>, stack);
}
