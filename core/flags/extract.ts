import { usesInText } from "./extract-text.ts";
import type { FlagUse } from "./finding.ts";

/** Flags named in a resource's properties, and what could not be read. */
export interface Extraction {
  readonly uses: readonly FlagUse[];
  /** Paths whose values are not known yet (a preview) or not readable. */
  readonly unknown: readonly string[];
  /** Paths of FEATURE_FLAGS or FLAGS whose text names no flags in a form that is understood. */
  readonly unreadable: readonly string[];
}

const envName = /^(?:FEATURE_)?FLAG_(.+)$/;
const listNames = new Set(["FEATURE_FLAGS", "FLAGS"]);
const mapNames = new Set(["flags", "featureFlags"]);
const maximumDepth = 60;
const assignment = /\b((?:FEATURE_)?FLAG_[A-Za-z0-9_.-]+|FEATURE_FLAGS)=(\S*)/g;

/**
 * Finds flags in a resource's properties at any depth, by name:
 *
 * - an entry, or an element `{name, value}` of a list, whose name is `FLAG_<KEY>` or `FEATURE_FLAG_<KEY>`: that key,
 *   folded;
 * - the same named `FEATURE_FLAGS` or `FLAGS`: each key in its value (a mapping, a list, or text: JSON, or `a,b=true`);
 * - an entry `flags` or `featureFlags` that is a mapping of keys to true and false: each of its keys;
 * - text that assigns one of these: `FLAG_<KEY>=…`, anywhere in it (lists of a container runtime, commands, .env files);
 * - text that is JSON and names one of these (task definitions): the same within it.
 *
 * Whether a flag is on or off does not matter: it is named.
 *
 * @param isUnknown Tells the error that reading a value not known in a preview throws from a real one.
 */
export function extractFlags(props: unknown, owner: string, isUnknown: (error: unknown) => boolean): Extraction {
  const uses: FlagUse[] = [];
  const unknown: string[] = [];
  const unreadable: string[] = [];
  const seen = new Set<string>();
  const use = (key: string, where: string, folded: boolean): void => {
    const id = `${folded ? "folded" : "plain"} ${key}`;
    if (seen.has(id)) return;
    seen.add(id);
    uses.push(folded ? { key, where, folded } : { key, where });
  };

  /** Reads a member; an unknown one is noted and left out. */
  const member = (node: object, key: string | number, path: string): { value: unknown } | null => {
    try {
      return { value: (node as Record<string | number, unknown>)[key] };
    } catch (error) {
      if (!isUnknown(error)) throw error;
      unknown.push(path);
      return null;
    }
  };

  const named = (name: string, node: object, key: string | number, path: string): boolean => {
    const folded = envName.exec(name)?.[1];
    if (folded !== undefined) {
      use(folded, `${name} of ${owner} (${path})`, true);
      return true;
    }
    if (!listNames.has(name)) return false;
    const read = member(node, key, path);
    if (read === null) return true;
    const keys = usesInText(read.value);
    if (keys === null) unreadable.push(path);
    else for (const flag of keys) use(flag, `${name} of ${owner} (${path})`, false);
    return true;
  };

  const walk = (node: unknown, path: string, depth: number): void => {
    if (depth > maximumDepth) {
      unreadable.push(path);
      return;
    }
    if (typeof node === "string") walkText(node, path, depth);
    else if (Array.isArray(node)) for (let i = 0; i < node.length; i++) walkMember(node, i, `${path}[${i}]`, depth);
    else if (typeof node === "object" && node !== null) walkObject(node, path, depth);
  };

  const walkMember = (node: object, key: string | number, path: string, depth: number): void => {
    const read = member(node, key, path);
    if (read) walk(read.value, path, depth + 1);
  };

  const walkObject = (node: object, path: string, depth: number): void => {
    const pair = nameAndValue(node, path, member);
    if (pair && named(pair.name, node, pair.valueKey, path)) return;
    for (const key of Object.keys(node)) {
      const at = path === "" ? key : `${path}.${key}`;
      if (named(key, node, key, at)) continue;
      if (mapNames.has(key)) {
        const read = member(node, key, at);
        if (read && isSwitches(read.value, (name) => member(read.value as object, name, `${at}.${name}`))) {
          for (const flag of Object.keys(read.value)) use(flag, `${at} of ${owner}`, false);
          continue;
        }
      }
      walkMember(node, key, at, depth);
    }
  };

  const walkText = (text: string, path: string, depth: number): void => {
    if (!/FLAG|flags|featureFlags/.test(text)) return;
    const whole = /^(FEATURE_FLAGS|FLAGS)=(.*)$/s.exec(text);
    if (whole) named(whole[1]!, { value: whole[2] }, "value", path);
    const inner = whole || !/^\s*[[{]/.test(text) ? undefined : parsed(text);
    if (inner !== undefined) walk(inner, path, depth + 1);
    if (whole || inner !== undefined) return;
    for (const [, name, value] of text.matchAll(assignment)) named(name!, { value }, "value", path);
  };

  walk(props, "", 0);
  return { uses, unknown, unreadable };
}

/** `{name, value}` and `{Name, Value}`; with `valueFrom` the value is elsewhere and reads as unreadable text. */
function nameAndValue(
  node: object,
  path: string,
  member: (node: object, key: string, path: string) => { value: unknown } | null,
): { name: string; valueKey: string } | null {
  for (const [nameKey, valueKey] of [
    ["name", "value"],
    ["Name", "Value"],
  ] as const) {
    if (!Object.hasOwn(node, nameKey)) continue;
    const name = member(node, nameKey, `${path}.${nameKey}`)?.value;
    if (typeof name === "string") return { name, valueKey };
  }
  return null;
}

/** A mapping of switches: every value is on, off, or not known yet. */
function isSwitches(value: unknown, read: (key: string) => { value: unknown } | null): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.keys(value).every((key) =>
    [true, false, "true", "false", null].includes((read(key)?.value ?? null) as boolean),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
