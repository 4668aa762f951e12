import { canonicalJson, type Digest, digestOf } from "../ledger/index.ts";

/** How answers are made comparable before they are compared. Paths are `a.b`, `*` stands for any name or index. */
export interface Canonical {
  /** Left out: instants of answering, request ids, … */
  readonly ignore?: readonly string[];
  /** Lists whose order means nothing. */
  readonly unordered?: readonly string[];
  /** Numbers are equal when they round to the same at so many decimals; exact by default. */
  readonly decimals?: number;
}

/**
 * An answer as text that is equal for answers that mean the same: keys sorted, ignored paths left out, unordered lists
 * sorted, -0 as 0, numbers rounded where asked. Undefined is null.
 */
export function canonical(value: unknown, rules: Canonical = {}): string {
  return canonicalJson(reduce(value, [], rules) ?? null);
}

function reduce(value: unknown, path: readonly string[], rules: Canonical): unknown {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return String(value);
    const rounded = rules.decimals === undefined ? value : Number(value.toFixed(rules.decimals));
    return rounded + 0;
  }
  if (typeof value === "bigint") return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (Array.isArray(value)) {
    const list = value.map((item, index) => reduce(item, [...path, String(index)], rules) ?? null);
    return matches(path, rules.unordered)
      ? list
          .map((item) => [canonicalJson(item), item] as const)
          .sort(byText)
          .map(([, item]) => item)
      : list;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !matches([...path, name], rules.ignore))
      .map(([name, item]) => [name, reduce(item, [...path, name], rules)]),
  );
}

function byText([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function matches(path: readonly string[], patterns: readonly string[] | undefined): boolean {
  return (patterns ?? []).some((pattern) => {
    const parts = pattern.split(".");
    return parts.length === path.length && parts.every((part, index) => part === "*" || part === path[index]);
  });
}

/** A value without the names that `shape` does not have, at any depth; lists item by item. */
export function restrictedTo(shape: unknown, value: unknown): unknown {
  if (Array.isArray(shape) && Array.isArray(value))
    return value.map((item, index) => (index < shape.length ? restrictedTo(shape[index], item) : item));
  if (!isRecord(shape) || !isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => Object.hasOwn(shape, name))
      .map(([name, item]) => [name, restrictedTo(shape[name], item)]),
  );
}

/** Where two answers differ, with the kinds of the values and never the values themselves. */
export interface RedactedDifference {
  readonly path: string;
  readonly primary: string;
  readonly candidate: string;
}

/** @returns at most `limit` places, in the order of the primary's fields */
export function redactedDifferences(
  primary: unknown,
  candidate: unknown,
  rules: Canonical,
  limit = 5,
): RedactedDifference[] {
  const found: RedactedDifference[] = [];
  const walk = (a: unknown, b: unknown, path: string): void => {
    if (found.length >= limit || canonicalJson(a ?? null) === canonicalJson(b ?? null)) return;
    const bothLists = Array.isArray(a) && Array.isArray(b) && a.length === b.length;
    const bothRecords = isRecord(a) && isRecord(b);
    if (!bothLists && !bothRecords) {
      found.push({ path, primary: kindOf(a), candidate: kindOf(b) });
      return;
    }
    const names = new Set([...Object.keys(a as object), ...Object.keys(b as object)]);
    for (const name of names)
      walk(
        (a as Record<string, unknown>)[name],
        (b as Record<string, unknown>)[name],
        path === "" ? name : `${path}.${name}`,
      );
  };
  walk(JSON.parse(canonical(primary, rules)), JSON.parse(canonical(candidate, rules)), "");
  return found;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Type and size of a value: enough to find a fault by, too little to learn what it says. */
function kindOf(value: unknown): string {
  if (value === undefined) return "absent";
  if (value === null) return "null";
  if (typeof value === "string") return `text of ${value.length}`;
  if (Array.isArray(value)) return `list of ${value.length}`;
  return typeof value === "object" ? `record of ${Object.keys(value).length}` : typeof value;
}

/** Names a request in a report without telling what was asked. */
export function requestDigest(request: unknown): Digest {
  return digestOf(request ?? null);
}
