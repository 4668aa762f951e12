import { InputError } from "../../errors/index.ts";
import { RefusedRow } from "../refused-row.ts";
import type { Value } from "../row.ts";
import type { FieldType } from "../shape.ts";
import { type Step, without } from "./step.ts";

/** A conversion with its inverse; both refuse what the other could not give back. Null stays null. */
export interface Codec {
  readonly from: readonly FieldType[];
  readonly to: FieldType;
  up(value: NonNullable<Value>, field: string): Value;
  down(value: NonNullable<Value>, field: string): Value;
}

function refuse(field: string, text: string): never {
  throw new RefusedRow("not-convertible", field, `${field}: ${text}`);
}

function textToInteger(value: unknown, field: string): number {
  if (typeof value !== "string" || !/^(0|-?[1-9]\d{0,15})$/.test(value)) refuse(field, "no whole number in plain form");
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : refuse(field, "beyond 2^53");
}

function integerToText(value: unknown, field: string): string {
  return Number.isSafeInteger(value) ? String(value) : refuse(field, "no whole number");
}

function millisToText(value: unknown, field: string): string {
  const date = new Date(Number.isSafeInteger(value) ? (value as number) : Number.NaN);
  return Number.isNaN(date.getTime()) ? refuse(field, "no epoch milliseconds") : date.toISOString();
}

function textToMillis(value: unknown, field: string): number {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  // Only the one form that the inverse writes: another would not come back as it was.
  if (Number.isNaN(at) || new Date(at).toISOString() !== value) refuse(field, "no instant as YYYY-MM-DDTHH:MM:SS.sssZ");
  return at;
}

const textInteger: Codec = { from: ["text"], to: "integer", up: textToInteger, down: integerToText };
const millisText: Codec = { from: ["integer"], to: "text", up: millisToText, down: textToMillis };

/** The inverse of a codec. */
function inverse(codec: Codec): Codec {
  return { from: [codec.to], to: codec.from[0]!, up: codec.down, down: codec.up };
}

export const CODECS = {
  "text-integer": textInteger,
  "integer-text": inverse(textInteger),
  "millis-text": millisText,
  "text-millis": inverse(millisText),
} as const satisfies Record<string, Codec>;
export type CodecName = keyof typeof CODECS;

/** Multiplies whole numbers; down divides and refuses a remainder. */
export function scaleCodec(by: number): Codec {
  return {
    from: ["integer"],
    to: "integer",
    up: (value, field) => {
      const scaled = Number(value) * by;
      return Number.isSafeInteger(value) && Number.isSafeInteger(scaled) ? scaled : refuse(field, "beyond 2^53");
    },
    down: (value, field) => {
      const scaled = Number(value) / by;
      // −0 is not what came up.
      return Number.isSafeInteger(value) && Number.isSafeInteger(scaled)
        ? scaled + 0
        : refuse(field, `not in steps of ${by}`);
    },
  };
}

/** Replaces each listed text by another, one to one; any other is refused. @throws InputError `mapping-not-one-to-one` */
export function mapCodec(values: Readonly<Record<string, string>>): Codec {
  const up = new Map(Object.entries(values));
  const down = new Map([...up].map(([from, to]) => [to, from]));
  if (down.size !== up.size)
    throw new InputError("mapping-not-one-to-one", "two values map to the same, so that none could come back", {
      field: "values",
      next: "give each value one of its own",
    });
  const through = (map: Map<string, string>) => (value: Value, field: string) =>
    (typeof value === "string" ? map.get(value) : undefined) ?? refuse(field, "a value that the mapping does not list");
  return { from: ["text"], to: "text", up: through(up), down: through(down) };
}

export function convertStep(from: string, to: string, codec: Codec): Step {
  return {
    consumes: [from],
    produces: [to],
    fields: (fields) => {
      const field = fields[from]!;
      if (!codec.from.includes(field.type))
        throw new InputError(
          "mapping-type",
          `the conversion takes ${codec.from.join(" or ")}, and ${from} is ${field.type}`,
          {
            field: from,
            next: "choose a conversion for that type",
          },
        );
      return { ...without(fields, [from]), [to]: { ...field, type: codec.to } };
    },
    up: (draft) => {
      const value = draft[from]!;
      delete draft[from];
      draft[to] = value === null ? null : codec.up(value, from);
    },
    down: (draft) => {
      const value = draft[to]!;
      delete draft[to];
      draft[from] = value === null ? null : codec.down(value, to);
    },
  };
}
