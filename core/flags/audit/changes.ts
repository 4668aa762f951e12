import { canonicalJson } from "../../ledger/index.ts";
import { byKey, type Flag, type Registry } from "../registry.ts";

/** One flag's change between two states of a registry. Values are as the registry holds them, in canonical JSON. */
export interface FlagChange {
  readonly key: string;
  readonly change: "registered" | "removed" | "changed";
  readonly fields: readonly { readonly field: string; readonly from: string | null; readonly to: string | null }[];
}

const order = [
  "owner",
  "scope",
  "type",
  "risk",
  "expires",
  "extensions",
  "killswitch",
  "probe",
  "fallback",
  "safeVariant",
  "rollout",
  "targeting",
  "variants",
  "prerequisites",
  "services",
  "stacks",
  "environments",
  "approval",
  "ended",
  "description",
  "createdAt",
] as const satisfies readonly (keyof Flag)[];

/** What became different, flag by flag in the order of their keys. Where an entry stands does not matter. */
export function registryChanges(before: Registry | null, after: Registry | null): readonly FlagChange[] {
  const [from, to] = [before, after].map((registry) => byKey(registry ?? { file: "", flags: [] }));
  return [...new Set([...from!.keys(), ...to!.keys()])].sort().flatMap((key): FlagChange[] => {
    const [old, now] = [from!.get(key)?.[0], to!.get(key)?.[0]];
    const fields = order
      .map((field) => ({ field, from: text(old, field), to: text(now, field) }))
      .filter((each) => each.from !== each.to);
    if (!old) return [{ key, change: "registered", fields: fields.filter(({ to: value }) => value !== null) }];
    if (!now) return [{ key, change: "removed", fields: [] }];
    return fields.length === 0 ? [] : [{ key, change: "changed", fields }];
  });
}

function text(flag: Flag | undefined, field: (typeof order)[number]): string | null {
  const value = flag?.[field];
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return null;
  return typeof value === "string" ? value : canonicalJson(value);
}
