import { InputError } from "../../core/errors/index.ts";

/**
 * A JSON array of numbers typed on the command line.
 * @throws InputError naming the option and the index of what is wrong.
 */
export function inlineSamples(text: unknown, field: string): number[] {
  const next = `write ${field} '[1.5, 2, 3]'`;
  if (typeof text !== "string") throw new InputError("missing-option", `${field} is missing`, { field, next });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new InputError("sample-json", `${field} is not JSON`, { field, next, cause });
  }
  if (!Array.isArray(parsed)) throw new InputError("sample-json", `${field} is not a list`, { field, next });
  if (parsed.length === 0) throw new InputError("no-samples", `${field} is empty`, { field, next });
  parsed.forEach((value: unknown, index) => {
    if (typeof value !== "number")
      throw new InputError(
        "sample-not-a-number",
        `value ${index + 1} of ${field} is ${JSON.stringify(value)}, not a number`,
        {
          field: `${field}[${index}]`,
          next,
        },
      );
    if (!Number.isFinite(value))
      throw new InputError("sample-not-finite", `value ${index + 1} of ${field} is not finite`, {
        field: `${field}[${index}]`,
        next,
      });
  });
  return parsed as number[];
}

/** A number between two bounds, or the default. @throws InputError naming the option. */
export function numberOption(raw: unknown, field: string, low: number, high: number, fallback: number): number {
  if (raw === undefined) return fallback;
  const value = typeof raw === "string" && raw.trim() !== "" ? Number(raw) : Number.NaN;
  if (!(value >= low && value <= high))
    throw new InputError("bad-option", `${field} must be a number from ${low} to ${high}, not ${JSON.stringify(raw)}`, {
      field,
      next: `give ${field} a number from ${low} to ${high}`,
    });
  return value;
}

/** One of the allowed words, or undefined when the option was not given. @throws InputError naming them. */
export function wordOption<T extends string>(raw: unknown, field: string, allowed: readonly T[]): T | undefined {
  if (raw === undefined) return undefined;
  if ((allowed as readonly unknown[]).includes(raw)) return raw as T;
  throw new InputError("bad-option", `${field} must be ${allowed.join(", ")}, not ${JSON.stringify(raw)}`, {
    field,
    next: `give ${field} one of ${allowed.join(", ")}`,
  });
}
