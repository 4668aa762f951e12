/** Of the project's own stack config. */
export const namespace = "maestro-conductor";

/** A stack about to be changed, and its config: section → value, structured, as `ownSections` gives it. */
export interface Deployment {
  readonly stack: string;
  readonly config: Readonly<Record<string, unknown>>;
}
