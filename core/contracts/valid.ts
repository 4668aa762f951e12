import type { Field, Value } from "./model.ts";
import { textPatterns } from "./patterns.ts";

export interface Misfit {
  /** Where in the record. */
  readonly path: readonly (string | number)[];
  /** Reads on after the name of what it is about. */
  readonly text: string;
}

type Typed = Value | Field;
type Check = (value: Typed, data: unknown, path: Misfit["path"]) => Misfit | null;

const misfit = (path: Misfit["path"], text: string): Misfit => ({ path, text });
const whole = (low: bigint, high: bigint): Check => {
  return (_, data, path) => {
    const fits =
      (typeof data === "number" && Number.isSafeInteger(data)) ||
      (typeof data === "string" && /^-?\d{1,19}$/.test(data) && low < -2_147_483_648n);
    const value = fits ? BigInt(data as number | string) : null;
    return value !== null && value >= low && value <= high ? null : misfit(path, `${shown(data)} is out of its range`);
  };
};
const text = (type: keyof typeof textPatterns, what: string): Check => {
  const pattern = new RegExp(`^(?:${textPatterns[type]})$`);
  return (_, data, path) =>
    typeof data === "string" && pattern.test(data) ? null : misfit(path, `${shown(data)} is no ${what}`);
};

const checks: Readonly<Record<Typed["type"], Check>> = {
  string: (_, data, path) => (typeof data === "string" ? null : misfit(path, `${shown(data)} is no string`)),
  boolean: (_, data, path) => (typeof data === "boolean" ? null : misfit(path, `${shown(data)} is no boolean`)),
  int32: whole(-2_147_483_648n, 2_147_483_647n),
  int64: whole(-(2n ** 63n), 2n ** 63n - 1n),
  float: (_, data, path) =>
    typeof data === "number" && Number.isFinite(Math.fround(data)) ? null : misfit(path, `${shown(data)} is no float`),
  double: (_, data, path) =>
    typeof data === "number" && Number.isFinite(data) ? null : misfit(path, `${shown(data)} is no double`),
  decimal: ({ precision = 38, scale = 0 }, data, path) => {
    const usable = typeof data === "string" || typeof data === "number";
    const match = usable ? /^-?0*(\d*)(?:\.(\d*?)0*)?$/.exec(String(data)) : null;
    const [digits = "", fraction = ""] = match?.slice(1) ?? [];
    const wellFormed = match !== null && /^-?\d+(\.\d+)?$/.test(String(data));
    return wellFormed && fraction.length <= scale && digits.length <= precision - scale
      ? null
      : misfit(path, `${shown(data)} is no decimal(${precision}, ${scale})`);
  },
  date: text("date", "date"),
  time: text("time", "time"),
  timestamp: text("timestamp", "timestamp without zone"),
  timestamptz: text("timestamptz", "timestamp with zone"),
  uuid: text("uuid", "uuid"),
  bytes: text("bytes", "base64"),
  array: ({ items }, data, path) => {
    if (!Array.isArray(data)) return misfit(path, `${shown(data)} is no array`);
    return firstOf(data.map((one, i) => () => misfitOf(items!, one, [...path, i])));
  },
  map: ({ values }, data, path) => {
    if (!isRecord(data)) return misfit(path, `${shown(data)} is no map`);
    return firstOf(
      Object.entries(data).map(
        ([key, one]) =>
          () =>
            misfitOf(values!, one, [...path, key]),
      ),
    );
  },
  object: ({ fields }, data, path) => recordMisfit(fields!, data, path),
  union: ({ oneOf }, data, path) =>
    oneOf!.some((one) => misfitOf(one, data, path) === null) ? null : misfit(path, `${shown(data)} fits no branch`),
};

/**
 * Why a record does not fit a contract's fields; null when it does. Unknown fields are let pass, as readers ignore them.
 * int64 and decimal may be strings, bytes are base64, dates and times are RFC 3339.
 */
export function recordMisfit(fields: readonly Field[], data: unknown, path: Misfit["path"] = []): Misfit | null {
  if (!isRecord(data)) return misfit(path, `${shown(data)} is no object`);
  return firstOf(
    fields.map((field) => () => {
      const there = Object.hasOwn(data, field.name) && data[field.name] !== undefined;
      if (!there) return field.required ? misfit([...path, field.name], "is missing") : null;
      return misfitOf(field, data[field.name], [...path, field.name]);
    }),
  );
}

/** Why a value does not fit a type; null when it does. */
export function valueProblem(value: Typed, data: unknown): Misfit | null {
  return misfitOf(value, data, []);
}

function misfitOf(value: Typed, data: unknown, path: Misfit["path"]): Misfit | null {
  if (data === null) return mayBeNull(value) ? null : misfit(path, "is null, which it may not be");
  const wrong = checks[value.type](value, data, path);
  if (wrong !== null) return wrong;
  if (value.enum === undefined || value.enum.some((one) => String(one) === String(data))) return null;
  return misfit(path, `${shown(data)} is none of ${value.enum.join(", ")}`);
}

/** A union takes null where one of its branches does. */
export function mayBeNull(value: Value): boolean {
  return value.nullable || (value.oneOf ?? []).some(mayBeNull);
}

function firstOf(tests: readonly (() => Misfit | null)[]): Misfit | null {
  for (const run of tests) {
    const found = run();
    if (found !== null) return found;
  }
  return null;
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

function shown(data: unknown): string {
  const text = JSON.stringify(data) ?? String(data);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
