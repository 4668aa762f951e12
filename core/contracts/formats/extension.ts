import { canonicalJson } from "../../ledger/index.ts";

export type Json = Readonly<Record<string, unknown>>;

/** What a target format does not say of one part of a contract; written beside it so that reading it back is exact. */
export interface Extension {
  readonly set?: Json;
  /** Keys that the target says and the contract does not. */
  readonly unset?: readonly string[];
}

/** Something of a contract that readers of the target format are not told, or the other way round. */
export interface Unsaid {
  /** Names of fields, joined by dots; empty for the contract. */
  readonly path: string;
  readonly what: string;
}

/** The difference between a part and what a reader of the target makes of it; null when there is none. */
export function extensionFor(original: object, back: object): Extension | null {
  const [from, to] = [original as Json, back as Json];
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  const differs = keys.filter((key) => !same(from[key], to[key]));
  const set = differs.filter((key) => from[key] !== undefined).map((key) => [key, from[key]] as const);
  const unset = differs.filter((key) => from[key] === undefined);
  if (differs.length === 0) return null;
  return { ...(set.length > 0 ? { set: Object.fromEntries(set) } : {}), ...(unset.length > 0 ? { unset } : {}) };
}

/** What was read, corrected by an extension. Whatever it holds is checked as a contract afterwards. */
export function extended(back: Json, extension: unknown): Json {
  if (!isObject(extension)) return back;
  const unset = Array.isArray(extension.unset) ? extension.unset : [];
  const kept = Object.entries(back).filter(([key]) => !unset.includes(key));
  return { ...Object.fromEntries(kept), ...(isObject(extension.set) ? extension.set : {}) };
}

/** The keys that an extension carries. */
export function keysOf({ set = {}, unset = [] }: Extension): string[] {
  return [...Object.keys(set), ...unset];
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function same(a: unknown, b: unknown): boolean {
  return a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b));
}
