import type { Path } from "../lint/rule.ts";
import type { Field, Value } from "../model.ts";
import type { DiffCode, Meta } from "./codes.ts";
import { DIRECTIONS, type Direction } from "./direction.ts";

/** One step down from a value, in both versions. */
export interface Step {
  readonly kind: "field" | "items" | "values" | "branch";
  /** Of a field its name, of a branch its type. */
  readonly prevName: string;
  readonly nextName: string;
  /** Where it stands in the contract, below its parent. */
  readonly prevKeys: Path;
  readonly nextKeys: Path;
}

/** A pair of values that are compared, and how they were reached. The root is the record itself. */
export interface Place {
  readonly parent: Place | null;
  readonly step: Step | null;
  readonly prev: Value;
  readonly next: Value;
}

/** Why one version cannot read the other's records. */
export interface Break {
  /** Whose value it is. */
  readonly place: Place;
  /** Values of the writer at that place, some of which the reader cannot read; tried in this order. */
  readonly values: () => readonly unknown[];
  /** What fails: reading the record, what may be done with it, or telling it from another. */
  readonly by: "reading" | "custody" | "keys";
}

export type Breaks = { readonly [D in Direction]?: Break | undefined };

/** One difference between two versions: a code and its meta; message and severity follow from them. */
export interface Change<C extends DiffCode = DiffCode> {
  readonly code: C;
  readonly meta: Meta<C>;
  readonly place: Place;
  /** The key of the value or field that it is about, for its position. */
  readonly key: string;
  /** Set for a difference that is in one version only. */
  readonly side: "prev" | "next";
  readonly breaks: Breaks;
}

export interface ChangeOptions {
  readonly key?: string;
  readonly side?: "prev" | "next";
  readonly breaks?: Breaks;
}

export function change<C extends DiffCode>(code: C, meta: Meta<C>, place: Place, options: ChangeOptions = {}): Change {
  const { key = "", side = "next", breaks = {} } = options;
  return { code, meta, place, key, side, breaks } as Change;
}

/** The value of the version that writes in a direction. */
export function writerOf(place: Place, direction: Direction): Value {
  return direction === "backward" ? place.prev : place.next;
}

/** The same values seen one step further down. */
export function below(parent: Place, step: Step, prev: Value, next: Value): Place {
  return { parent, step, prev, next };
}

export function fieldStep(prev: { field: Field; index: number }, next: { field: Field; index: number }): Step {
  return {
    kind: "field",
    prevName: prev.field.name,
    nextName: next.field.name,
    prevKeys: ["fields", prev.index],
    nextKeys: ["fields", next.index],
  };
}

/** As people write it: `lines[].price`, `tags{}`, `owner<string>`. */
export function placeText(place: Place, side: "prev" | "next"): string {
  if (place.parent === null || place.step === null) return "";
  const above = placeText(place.parent, side);
  const name = side === "prev" ? place.step.prevName : place.step.nextName;
  switch (place.step.kind) {
    case "field":
      return above === "" ? name : `${above}.${name}`;
    case "items":
      return `${above}[]`;
    case "values":
      return `${above}{}`;
    case "branch":
      return `${above}<${name}>`;
  }
}

/** Where it stands in the contract. */
export function placeKeys(place: Place, side: "prev" | "next"): Path {
  if (place.parent === null || place.step === null) return [];
  return [...placeKeys(place.parent, side), ...(side === "prev" ? place.step.prevKeys : place.step.nextKeys)];
}

export function withoutDirections(one: Change, gone: readonly Direction[]): Change {
  if (!gone.some((direction) => one.breaks[direction] !== undefined)) return one;
  const kept = DIRECTIONS.filter((direction) => !gone.includes(direction) && one.breaks[direction] !== undefined);
  return { ...one, breaks: Object.fromEntries(kept.map((direction) => [direction, one.breaks[direction]])) };
}
