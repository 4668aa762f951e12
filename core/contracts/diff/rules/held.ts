import type { Value } from "../../model.ts";
import { smallest } from "../../witness/sample.ts";
import type { Break, Place } from "../change.ts";

/** A break of what may be done with a value, whatever it is. */
export function held(place: Place, writer: Value): Break {
  return { place, values: () => [smallest(writer)], by: "custody" };
}
