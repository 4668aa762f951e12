import { durationDays } from "./duration.ts";

export type RetentionClasses = Readonly<Record<string, string>>;

/** How long a stated retention is; infinite where nothing is stated, null for a class that the policy does not know. */
export function retentionDays(stated: string | undefined, classes: RetentionClasses): number | null {
  if (stated === undefined) return Number.POSITIVE_INFINITY;
  return durationDays(Object.hasOwn(classes, stated) ? classes[stated]! : stated);
}
