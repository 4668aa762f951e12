import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { stringify } from "yaml";
import { parseRegistryText } from "../../../adapters/flags/index.ts";
import { InputError } from "../../../core/errors/index.ts";
import { importFlagd } from "../../../core/flags/index.ts";
import { flagsImportSchema } from "../../documents/flags.ts";
import type { Command } from "../command.ts";

/** flagd's flag definitions as a registry, for a person to look through; nothing is written. */
export const command: Command = {
  example: "maestro flags import flags.flagd.json > flags/registry.yaml",
  declare: (leaf) => {
    leaf.argument("<file>", "flagd's flag definitions, JSON");
  },
  run: async ({ cwd }, [file]) => {
    const text = stringify(importFlagd(read(resolve(cwd, file!), file!), file!));
    // What comes out is a registry, or the file is refused as one is.
    const { flags } = parseRegistryText(text, file!);
    return {
      exitCode: 0,
      document: flagsImportSchema.parse({ flags: flags.length, registry: text }),
      text: text.trimEnd(),
    };
  },
};

function read(path: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new InputError("flagd-malformed", `this cannot be read as JSON: ${(cause as Error).message}`, {
      file,
      next: "see https://flagd.dev/reference/flag-definitions",
      cause,
    });
  }
}
