/**
 * What FEATURE_FLAGS of a process says: the stack's config, as the local target hands it on. Anything but a JSON object
 * of true and false is nothing.
 */
export function overridesFrom(text: string | undefined): Readonly<Record<string, boolean>> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, boolean] => typeof entry[1] === "boolean"),
    );
  } catch {
    return {};
  }
}
