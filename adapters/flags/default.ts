import { join } from "node:path";
import { overridesFrom } from "./overrides.ts";
import { Flags } from "./runtime.ts";

let current: Flags | Promise<Flags> | null = null;

/** Makes these the flags of `withFlag` and of the provider where none are given. */
export function useFlags(flags: Flags | null): void {
  current = flags;
}

/** The flags of `useFlags`, or those of the working directory, opened at the first question. */
export function defaultFlags(): Flags | Promise<Flags> {
  if (current === null) {
    const { MAESTRO_FLAGS_REGISTRY, FEATURE_FLAGS } = process.env;
    const opening = Flags.open({
      source: MAESTRO_FLAGS_REGISTRY ?? join(process.cwd(), "flags", "registry.yaml"),
      overrides: overridesFrom(FEATURE_FLAGS),
    });
    current = opening;
    opening.then((flags) => {
      if (current === opening) current = flags;
    });
  }
  return current;
}
