import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { findProject } from "../../adapters/engine/project.ts";
import { parseRegistryText } from "../../adapters/flags/index.ts";
import { registryFile } from "../../adapters/policy/index.ts";
import { InputError, MaestroError } from "../../core/errors/index.ts";
import type { Registry } from "../../core/flags/index.ts";
import type { CommandContext } from "../cli/command.ts";

export interface OpenedRegistry {
  readonly registry: Registry;
  readonly path: string;
  readonly text: string;
}

/**
 * The folder that a command's registry is named from: the working directory where `--registry` names it or a registry
 * lies there, else the project, which `--stack` decides about.
 */
export function registryRoot(
  { cwd, stateDir, stack }: Pick<CommandContext, "cwd" | "stateDir" | "stack">,
  option: unknown,
): string {
  if (option !== undefined || (stack === undefined && existsSync(join(cwd, registryFile)))) return cwd;
  try {
    return findProject(cwd, stateDir, stack).dir;
  } catch (error) {
    if (error instanceof MaestroError) return cwd;
    throw error;
  }
}

/**
 * The registry that a command is about.
 *
 * @param option `--registry`; flags/registry.yaml unless told.
 * @throws InputError `registry-missing`, and what is wrong with the file.
 */
export function openRegistry(cwd: string, option: unknown): OpenedRegistry {
  const named = typeof option === "string" ? option : registryFile;
  const path = resolve(cwd, named);
  const shown = isAbsolute(named) ? relative(cwd, path) || named : named;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    throw new InputError("registry-missing", `the registry cannot be read: ${(cause as Error).message}`, {
      file: shown,
      field: "--registry",
      next: "name it: --registry flags/registry.yaml",
      cause,
    });
  }
  return { registry: parseRegistryText(text, shown), path, text };
}
