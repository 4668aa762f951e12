import { type RetentionClasses, retentionDays } from "../../retention-days.ts";
import { type Break, type Change, change, type Place } from "../change.ts";

/**
 * Longer: personal data is kept beyond what was promised when it was written. Shorter: readers of before no longer find
 * what they count on. Nothing stated is for ever.
 */
export function retention(
  prev: string | undefined,
  next: string | undefined,
  place: Place,
  breaks: { readonly longer: Break | undefined; readonly shorter: Break | undefined },
  classes: RetentionClasses,
): Change[] {
  if (prev === next) return [];
  const [fromDays, toDays] = [retentionDays(prev, classes), retentionDays(next, classes)];
  const meta = { from: prev ?? null, to: next ?? null, fromDays: finite(fromDays), toDays: finite(toDays) };
  const key = "retention";
  if (prev === undefined) return [change("retention-stated", { retention: next! }, place, { key })];
  if (fromDays === null || toDays === null) return [change("retention-changed", meta, place, { key })];
  if (fromDays === toDays) return [];
  if (toDays < fromDays)
    return [change("retention-shortened", meta, place, { key, breaks: { forward: breaks.shorter } })];
  return [change("retention-lengthened", meta, place, { key, breaks: { backward: breaks.longer } })];
}

function finite(days: number | null): number | null {
  return days === Number.POSITIVE_INFINITY ? null : days;
}
