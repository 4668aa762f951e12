import { InputError } from "../../../core/errors/index.ts";

/** TypeScript's own module, as its functions are passed on here. */
export type Ts = typeof import("typescript");

/** @throws InputError `typescript-missing` where the project has no TypeScript. */
export async function loadTypeScript(): Promise<Ts> {
  try {
    const loaded = (await import("typescript")) as Ts & { default?: Ts };
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new InputError("typescript-missing", "references in code are found by TypeScript, which is not installed", {
      next: "npm install --save-dev typescript",
      cause,
    });
  }
}
