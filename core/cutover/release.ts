import * as z from "zod";
import { InputError } from "../errors/index.ts";
import type { Color } from "../target/index.ts";

/** Begins with a letter: `pulumi config set --path` would turn plain digits into numbers. */
const version = z.string().regex(/^[A-Za-z][\w.+-]{0,127}$/, "a version that begins with a letter, such as v2.0.0");
const deployed = z.strictObject({ version });

/** The release config as the planner handles it: the stack config object `release`, defaults filled in. */
export const releaseSchema = z.strictObject({
  activeColor: z.enum(["blue", "green"]),
  blue: deployed.optional(),
  green: deployed.optional(),
  baseline: deployed.optional(),
  canaryWeight: z.int().min(0).max(100),
  dualWrite: z.boolean(),
  shadowRead: z.int().min(0).max(100),
});

/**
 * The only lever on traffic and data. A color that is absent is not deployed; `baseline` is the fresh replica of the
 * old version that the canary is compared with. Weights are percent of requests.
 */
export interface Release {
  readonly activeColor: Color;
  readonly blue?: { readonly version: string } | undefined;
  readonly green?: { readonly version: string } | undefined;
  readonly baseline?: { readonly version: string } | undefined;
  readonly canaryWeight: number;
  readonly dualWrite: boolean;
  readonly shadowRead: number;
}

export function idleOf(release: Release): Color {
  return otherColor(release.activeColor);
}

export function otherColor(color: Color): Color {
  return color === "blue" ? "green" : "blue";
}

/** The release without the named color. */
export function withoutColor(release: Release, color: Color): Release {
  const { [color]: _, ...rest } = release;
  return rest;
}

/**
 * A release from which a cutover can begin: the active color has a version, nothing is half-way.
 * @throws InputError `release-invalid` (a color that is neither, an unknown key, …) or `release-not-at-rest`
 */
export function parseRestingRelease(value: unknown): Release {
  const parsed = releaseSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
    const field = ["release", ...issue.path, ...unknown].map(String).join(".");
    throw new InputError("release-invalid", `${field}: ${issue.message}`, {
      field,
      next: "mend the stack config object release",
    });
  }
  const release = parsed.data;
  if (release[release.activeColor] === undefined)
    throw new InputError("release-invalid", `the active color ${release.activeColor} has no version`, {
      field: `release.${release.activeColor}.version`,
      next: `name the version that serves now under release.${release.activeColor}.version`,
    });
  const open =
    release.canaryWeight > 0
      ? "canaryWeight"
      : release.shadowRead > 0
        ? "shadowRead"
        : release.dualWrite
          ? "dualWrite"
          : release.baseline !== undefined
            ? "baseline"
            : null;
  if (open !== null)
    throw new InputError("release-not-at-rest", `release.${open} is set: another cutover has not come to its end`, {
      field: `release.${open}`,
      next: "see `maestro cutover status`, then resume it or back it out",
    });
  return release;
}
