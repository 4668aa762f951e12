/** Of the project's own stack config. */
export const namespace = "maestro-conductor";

/** A stack about to be changed, and its config: section → value, structured, as `ownSections` gives it. */
export interface Deployment {
  readonly stack: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A text below a section of the config; null where there is none. */
export function textAt(section: unknown, key: string): string | null {
  const value = typeof section === "object" && section !== null ? (section as Record<string, unknown>)[key] : undefined;
  return typeof value === "string" && value.trim() !== "" ? value : null;
}
