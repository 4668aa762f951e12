import type { FlagExtension } from "./registry.ts";

/** How often a flag's life may be extended. What is needed longer is no release flag: change its type. */
export const maximumExtensions = 3;

/** How far one extension may reach beyond the expiry before it, in days. */
export const maximumExtensionDays = 180;

const day = 86_400_000;

/**
 * Marks which extensions count, in the order in which they were written: the first three that reach later than what
 * was valid before, each by at most 180 days. The others extend nothing, so that "extended for ever" cannot be had.
 *
 * @param expiresAt The flag's own expiry, epoch milliseconds; without one nothing can be extended.
 */
export function countedExtensions(
  expiresAt: number | null,
  given: readonly Omit<FlagExtension, "counts">[],
): readonly FlagExtension[] {
  let until = expiresAt;
  return given.map((extension, index) => {
    const counts =
      until !== null &&
      index < maximumExtensions &&
      extension.expiresAt > until &&
      extension.expiresAt - until <= maximumExtensionDays * day;
    if (counts) until = extension.expiresAt;
    return { ...extension, counts };
  });
}
