import type { Direction } from "./direction.ts";
import type { Bump } from "./version.ts";

interface Code<M> {
  /** Of a finding that breaks no promise. */
  readonly level: "warning" | "info";
  readonly bump: Exclude<Bump, "none" | "major">;
  readonly text: (meta: M) => string;
}

const code = <M>(level: Code<M>["level"], bump: Code<M>["bump"], text: (meta: M) => string): Code<M> => ({
  level,
  bump,
  text,
});
const list = (values: readonly unknown[]): string => values.map((one) => show(one)).join(", ");

type Values = readonly (string | number)[];

export interface Named {
  readonly name: string;
}
export interface FromTo<T = string> {
  readonly from: T;
  readonly to: T;
}
/** As the contract states it, and in days where that can be said. */
export interface Kept {
  readonly from: string | null;
  readonly to: string | null;
  readonly fromDays: number | null;
  readonly toDays: number | null;
}

const none = code<Record<never, never>>;

/**
 * Every finding of a diff: its level where it breaks no promise, which bump of the version it needs at least, and how it
 * reads after the name of what it is about.
 */
export const codes = {
  "contract-added": code<{ entity: string }>("info", "minor", () => "has a contract now"),
  "contract-removed": code<{ entity: string }>("warning", "minor", () => "has no contract any more"),
  "field-added": code<Named & { required: boolean; default: boolean }>(
    "info",
    "minor",
    ({ required, default: has }) =>
      `is new${required ? (has ? " and required, with a default" : " and required, without a default") : ""}`,
  ),
  "field-removed": code<Named & { required: boolean; deprecatedUntil: string | null }>(
    "warning",
    "minor",
    ({ deprecatedUntil }) =>
      `is gone${deprecatedUntil === null ? ", and was not deprecated" : `; it was deprecated until ${deprecatedUntil}`}`,
  ),
  "field-renamed": code<FromTo & { by: "alias" | "heuristic" }>("warning", "minor", ({ from, by }) =>
    by === "alias"
      ? `was called ${from}`
      : `looks like ${from} under another name; if it is, give it aliases: [${from}]`,
  ),
  "required-added": code<Named>("warning", "minor", () => "is required now"),
  "required-removed": code<Named>("warning", "minor", () => "may be missing now"),
  "nullable-added": none("warning", "minor", () => "may be null now"),
  "nullable-removed": none("warning", "minor", () => "may not be null any more"),
  "type-widened": code<FromTo>("warning", "minor", ({ from, to }) => `was ${from} and is the wider ${to}`),
  "type-narrowed": code<FromTo>("warning", "minor", ({ from, to }) => `was ${from} and is the narrower ${to}`),
  "type-changed": code<FromTo>("warning", "minor", ({ from, to }) => `was ${from} and is ${to}`),
  "precision-lost": code<FromTo>("warning", "minor", ({ from, to }) => `was ${from} and is ${to}, which loses digits`),
  "enum-added": code<{ values: Values }>("warning", "minor", ({ values }) => `may only be ${list(values)} now`),
  "enum-removed": code<{ values: Values }>(
    "warning",
    "minor",
    ({ values }) => `may be anything now, not only ${list(values)}`,
  ),
  "enum-value-added": code<{ value: string | number }>("warning", "minor", ({ value }) => `may be ${show(value)} now`),
  "enum-value-removed": code<{ value: string | number }>(
    "warning",
    "minor",
    ({ value }) => `may not be ${show(value)} any more`,
  ),
  "union-branch-added": code<{ type: string }>("warning", "minor", ({ type }) => `may be of type ${type} now`),
  "union-branch-removed": code<{ type: string }>(
    "warning",
    "minor",
    ({ type }) => `may not be of type ${type} any more`,
  ),
  "union-branch-changed": code<{ type: string }>(
    "warning",
    "minor",
    ({ type }) => `has a branch ${type} that no branch of the other version covers`,
  ),
  "format-changed": code<FromTo<string | null>>(
    "warning",
    "minor",
    ({ from, to }) => `has the format ${to ?? "of any text"}, not ${from ?? "of any text"}`,
  ),
  "default-added": code<{ to: unknown }>("info", "minor", ({ to }) => `counts as ${show(to)} now where it is missing`),
  "default-removed": code<{ from: unknown }>(
    "warning",
    "minor",
    ({ from }) => `does not count as ${show(from)} any more where it is missing`,
  ),
  "default-changed": code<FromTo<unknown>>(
    "warning",
    "minor",
    ({ from, to }) => `counts as ${show(to)}, not ${show(from)}, where it is missing`,
  ),
  "keys-changed": code<FromTo<readonly string[] | null>>(
    "warning",
    "minor",
    ({ from, to }) => `has records that are named by ${named(to)}, not by ${named(from)}`,
  ),
  "pii-added": code<Named>("warning", "minor", () => "is personal data now"),
  "pii-removed": code<Named>("warning", "minor", () => "does not count as personal data any more"),
  "classification-raised": code<FromTo>("warning", "minor", ({ from, to }) => `was ${from} and is the stricter ${to}`),
  "classification-lowered": code<FromTo>("warning", "minor", ({ from, to }) => `was ${from} and is the laxer ${to}`),
  "classification-changed": code<FromTo<string | null>>(
    "warning",
    "minor",
    ({ from, to }) => `has ${to === null ? "no classification" : `the classification ${to}`}, not ${from ?? "none"}`,
  ),
  "purpose-widened": code<{ added: readonly string[] }>(
    "warning",
    "minor",
    ({ added }) => `is used for ${added.join(", ")} too`,
  ),
  "purpose-narrowed": code<{ removed: readonly string[] }>(
    "warning",
    "minor",
    ({ removed }) => `is not used for ${removed.join(", ")} any more`,
  ),
  "purpose-stated": code<{ purpose: readonly string[] }>(
    "info",
    "minor",
    ({ purpose }) => `says that it is used for ${purpose.join(", ")}`,
  ),
  "retention-stated": code<{ retention: string }>(
    "info",
    "minor",
    ({ retention }) => `says that it is kept ${retention}`,
  ),
  "retention-lengthened": code<Kept>("warning", "minor", (meta) => `is kept longer: ${kept(meta)}`),
  "retention-shortened": code<Kept>("warning", "minor", (meta) => `is kept shorter: ${kept(meta)}`),
  "retention-changed": code<Kept>(
    "warning",
    "minor",
    (meta) => `is kept ${kept(meta)}; which of them is longer is not known`,
  ),
  "sla-loosened": code<{ metric: string; from: number; to: number | null }>(
    "warning",
    "minor",
    ({ metric, from, to }) => `promises ${to === null ? `no ${metric}` : `${metric} of ${to} ms`}, not ${from} ms`,
  ),
  "sla-tightened": code<{ metric: string; from: number | null; to: number }>(
    "info",
    "minor",
    ({ metric, from, to }) => `promises ${metric} of ${to} ms${from === null ? "" : `, not ${from} ms`}`,
  ),
  "compatibility-weakened": code<FromTo>("warning", "minor", ({ from, to }) => `promises ${to}, no longer ${from}`),
  "compatibility-strengthened": code<FromTo>("info", "minor", ({ from, to }) => `promises ${to}, not only ${from}`),
  "deprecated-added": code<Named & { until: string }>("info", "minor", ({ until }) => `goes after ${until}`),
  "deprecated-changed": code<Named & FromTo>("info", "patch", ({ from, to }) => `goes after ${to}, not ${from}`),
  "deprecated-removed": code<Named>("info", "minor", () => "stays after all"),
  "owner-changed": code<FromTo<string | null>>(
    "info",
    "patch",
    ({ from, to }) => `is owned by ${to ?? "nobody"}, not ${from ?? "nobody"}`,
  ),
  "text-changed": none("info", "patch", () => "has another description, other consumers or other aliases"),
  "version-too-low": code<{ required: Bump; declared: Bump }>(
    "warning",
    "patch",
    ({ required, declared }) =>
      `needs a ${required} version, and has ${declared === "none" ? "the same" : `a ${declared} one`}`,
  ),
} as const;

export type DiffCode = keyof typeof codes;
export type Meta<C extends DiffCode> = Parameters<(typeof codes)[C]["text"]>[0];

/** What a finding says, from its code and meta. */
export function diffText<C extends DiffCode>(name: C, meta: Meta<C>): string {
  return (codes[name].text as (meta: Meta<C>) => string)(meta);
}

export type Severity = "breaking" | "warning" | "info";

/** Breaking where it breaks a promised direction; a warning where it breaks another one; else as its code has it. */
export function severityOf(name: DiffCode, breaks: readonly Direction[], promised: readonly Direction[]): Severity {
  if (breaks.some((direction) => promised.includes(direction))) return "breaking";
  return breaks.length > 0 ? "warning" : codes[name].level;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function named(keys: readonly string[] | null): string {
  return keys === null ? "nothing" : keys.join(" and ");
}

function kept({ from, to }: Kept): string {
  return `${to ?? "without end"}, not ${from ?? "without end"}`;
}
