import { join } from "node:path";
import type { Registry } from "../../core/flags/index.ts";
import { parseRegistryText } from "../flags/registry-text.ts";
import { readPolicyFile } from "./read.ts";

export const registryFile = "flags/registry.yaml";

/**
 * The project's flags, from the working tree. Without a file no flag is registered: every use is then refused, and a
 * project without flags needs none.
 *
 * @throws InputError with file, line and field when it is malformed.
 */
export async function readRegistry(root: string): Promise<Registry> {
  const file = await readPolicyFile(join(root, registryFile), registryFile);
  return file === null ? { file: registryFile, flags: [] } : parseRegistry(file.text, registryFile);
}

/** @throws InputError with file, line and field. */
export function parseRegistry(text: string, file: string): Registry {
  return parseRegistryText(text, file);
}
