import { mayBeNull } from "../../valid.ts";
import { type Change, change, type Place } from "../change.ts";

/** A reader that does not expect null cannot read it; a default does not help, since a null is not missing. */
export function nullable(place: Place): Change[] {
  const [before, after] = [mayBeNull(place.prev), mayBeNull(place.next)];
  if (before === after) return [];
  const breaks = { place, values: () => [null], by: "reading" } as const;
  return after
    ? [change("nullable-added", {}, place, { key: "nullable", breaks: { forward: breaks } })]
    : [change("nullable-removed", {}, place, { key: "nullable", side: "prev", breaks: { backward: breaks } })];
}
