import { keyForm } from "./schema.ts";

/**
 * The keys that the value of FEATURE_FLAGS names: a mapping, a list of keys, JSON of either, or `a,b=true`. Null when
 * it is none of these.
 */
export function usesInText(value: unknown): string[] | null {
  if (typeof value === "string") {
    const text = value.trim();
    if (text === "") return [];
    if (/^[[{]/.test(text)) {
      try {
        const inner: unknown = JSON.parse(text);
        return usesInText(inner);
      } catch {
        return null;
      }
    }
    const keys = text
      .split(/[,;\s]+/)
      .filter((part) => part !== "")
      .map((part) => part.split("=", 1)[0]!);
    return keys.every((key) => keyForm.test(key)) ? keys : null;
  }
  if (Array.isArray(value)) return value.every((key) => typeof key === "string") ? value : null;
  return typeof value === "object" && value !== null ? Object.keys(value) : null;
}
