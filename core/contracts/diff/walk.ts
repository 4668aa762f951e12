import type { Field, Value } from "../model.ts";
import type { RetentionClasses } from "../retention-days.ts";
import { below, type Change, fieldStep, type Place, withoutDirections } from "./change.ts";
import { DIRECTIONS, type Direction } from "./direction.ts";
import { matchFields } from "./match.ts";
import { about } from "./rules/about.ts";
import { classification } from "./rules/classification.ts";
import { defaultValue } from "./rules/default.ts";
import { deprecated } from "./rules/deprecated.ts";
import { enumValues } from "./rules/enum.ts";
import { fieldAdded } from "./rules/field-added.ts";
import { fieldRemoved } from "./rules/field-removed.ts";
import { fieldRenamed, guessRenames } from "./rules/field-renamed.ts";
import { format } from "./rules/format.ts";
import { held } from "./rules/held.ts";
import { nullable } from "./rules/nullable.ts";
import { pii } from "./rules/pii.ts";
import { purpose } from "./rules/purpose.ts";
import { required } from "./rules/required.ts";
import { retention } from "./rules/retention.ts";
import { type } from "./rules/type.ts";
import { union } from "./rules/union.ts";
import { readable } from "./type-reading.ts";

/** What a field takes from its contract where it says nothing. */
export interface Inherited {
  readonly purpose?: readonly string[] | undefined;
  readonly retention?: string | undefined;
}

export interface WalkSettings {
  readonly prev: Inherited;
  readonly next: Inherited;
  readonly classes: RetentionClasses;
  /** The directions in which anything here is read at all. */
  readonly read: readonly Direction[];
  /** Filled on the way: the fields that take purpose or retention from their contract in both versions. */
  readonly inheritors: { readonly purpose: Inheritor[]; readonly retention: Inheritor[] };
}

export interface Inheritor {
  readonly place: Place;
  readonly prev: Field;
  readonly next: Field;
  readonly read: readonly Direction[];
}

/** Every difference of two values, however deep. */
export function diffValue(place: Place, settings: WalkSettings): Change[] {
  const changes = nullable(place);
  const plain = place.prev.type !== "union" && place.next.type !== "union";
  if (plain) return changes.concat(diffPlain(place, settings));
  // What is only tried, branch against branch, must leave nothing behind.
  const tried = { ...settings, inheritors: { purpose: [], retention: [] } };
  const [compare, attempt] = [settings, tried].map((one) => (at: Place) => diffPlain(at, one));
  return changes.concat(union(place, compare!, attempt!));
}

function diffPlain(place: Place, settings: WalkSettings): Change[] {
  const { prev, next } = place;
  const changes = type(place);
  if (prev.type !== next.type && !readable(prev, next) && !readable(next, prev)) return changes;
  if (prev.enum !== undefined || next.enum !== undefined) changes.push(...enumValues(place));
  if (prev.format !== next.format) changes.push(...format(place));
  if (prev.items && next.items) changes.push(...diffValue(part(place, "items", prev.items, next.items), settings));
  if (prev.values && next.values) changes.push(...diffValue(part(place, "values", prev.values, next.values), settings));
  if (prev.fields && next.fields) changes.push(...diffFields(place, prev.fields, next.fields, settings));
  return changes;
}

function part(place: Place, kind: "items" | "values", prev: Value, next: Value): Place {
  return below(place, { kind, prevName: "", nextName: "", prevKeys: [kind], nextKeys: [kind] }, prev, next);
}

/** The fields of two objects, or of two contracts. */
export function diffFields(
  parent: Place,
  prev: readonly Field[],
  next: readonly Field[],
  settings: WalkSettings,
): Change[] {
  const { pairs, removed, added } = matchFields(prev, next);
  const changes: Change[] = [];
  for (const pair of pairs) {
    const [a, b] = [prev[pair.prev]!, next[pair.next]!];
    const place = below(parent, fieldStep({ field: a, index: pair.prev }, { field: b, index: pair.next }), a, b);
    const read = pair.read.length === 2 ? settings.read : settings.read.filter((one) => pair.read.includes(one));
    const found = [
      ...diffValue(place, read.length === settings.read.length ? settings : { ...settings, read }),
      ...fieldRules({ prev: a, next: b, place, read }, settings),
    ];
    const gone = DIRECTIONS.filter((direction) => !pair.read.includes(direction));
    changes.push(...fieldRenamed(a, b, place, pair.unread));
    changes.push(...(gone.length === 0 ? found : found.map((one) => withoutDirections(one, gone))));
  }
  const alone = (field: Field, index: number) => ({
    field,
    place: below(parent, fieldStep({ field, index }, { field, index }), field, field),
  });
  const went = removed.map((index) => alone(prev[index]!, index));
  const came = added.map((index) => alone(next[index]!, index));
  for (const { field, place } of went) changes.push(...fieldRemoved(field, place));
  for (const { field, place } of came) changes.push(...fieldAdded(field, place));
  if (went.length > 0 && came.length > 0) changes.push(...guessRenames(went, came));
  return changes;
}

function fieldRules(pair: Inheritor, settings: WalkSettings): Change[] {
  const { prev, next, place } = pair;
  return [
    ...required(prev, next, place),
    ...defaultValue(prev, next, place),
    ...pii(prev, next, place),
    ...classification(prev, next, place),
    ...fieldPurpose(pair, settings),
    ...fieldRetention(pair, settings),
    ...deprecated(prev, next, place),
    ...about(prev, next, place),
  ];
}

/** What both take from their contracts is said there, once. */
function fieldPurpose(pair: Inheritor, settings: WalkSettings): Change[] {
  const { prev, next, place } = pair;
  if (prev.purpose === undefined && next.purpose === undefined) {
    settings.inheritors.purpose.push(pair);
    return [];
  }
  const [from, to] = [prev.purpose ?? settings.prev.purpose, next.purpose ?? settings.next.purpose];
  return purpose(from, to, place, { old: held(place, prev), new: held(place, next) });
}

function fieldRetention(pair: Inheritor, settings: WalkSettings): Change[] {
  const { prev, next, place } = pair;
  if (prev.retention === undefined && next.retention === undefined) {
    settings.inheritors.retention.push(pair);
    return [];
  }
  const [from, to] = [prev.retention ?? settings.prev.retention, next.retention ?? settings.next.retention];
  const breaks = { longer: prev.pii ? held(place, prev) : undefined, shorter: held(place, next) };
  return retention(from, to, place, breaks, settings.classes);
}
