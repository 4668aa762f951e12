import { existsSync } from "node:fs";
import { join } from "node:path";
import { killFiles } from "./kill-files.ts";
import { overridesFrom } from "./overrides.ts";
import { Flags } from "./runtime.ts";

let current: Flags | Promise<Flags> | null = null;

/** Makes these the flags of `withFlag` and of the provider where none are given. */
export function useFlags(flags: Flags | null): void {
  current = flags;
}

/**
 * The flags of `useFlags`, or those of the working directory, opened at the first question: flags/registry.yaml or
 * MAESTRO_FLAGS_REGISTRY, with the kill-switches of .maestro or MAESTRO_STATE_DIR and what FEATURE_FLAGS says. Nothing is
 * written where there is no such state directory.
 */
export function defaultFlags(): Flags | Promise<Flags> {
  if (current === null) {
    const { MAESTRO_FLAGS_REGISTRY, MAESTRO_STATE_DIR, FEATURE_FLAGS } = process.env;
    const stateDir = MAESTRO_STATE_DIR ?? join(process.cwd(), ".maestro");
    const opening = Flags.open({
      source: MAESTRO_FLAGS_REGISTRY ?? join(process.cwd(), "flags", "registry.yaml"),
      stateDir: existsSync(stateDir) ? stateDir : null,
      kills: killFiles(stateDir),
      overrides: overridesFrom(FEATURE_FLAGS),
    });
    current = opening;
    opening.then((flags) => {
      if (current === opening) current = flags;
    });
  }
  return current;
}
