import type { Finding } from "./finding.ts";
import { byKey, type Flag, type Registry } from "./registry.ts";
import { extensionLimit } from "./rules/extension-limit.ts";
import { missingExpiry } from "./rules/missing-expiry.ts";
import { missingOwner } from "./rules/missing-owner.ts";
import { unknownOwner } from "./rules/unknown-owner.ts";

const anywhere = { stack: null, service: null, environment: null };

/** What is wrong with a registry in itself: keys twice, flags without owner or expiry, prerequisites in a circle. */
export function checkRegistry(registry: Registry): readonly Finding[] {
  const flags = byKey(registry);
  const of = (code: "duplicate" | "cycle", key: string, text: string, next: string): Finding => ({
    code,
    level: "error",
    key,
    where: null,
    text,
    next,
  });
  return [...flags].flatMap(([key, entries]) => {
    const flag = entries[0]!;
    const use = { key, where: registry.file };
    const circle = circleFrom(key, flags);
    return [
      ...(entries.length > 1
        ? [of("duplicate", key, `flag ${key} is registered ${entries.length} times`, "keep one")]
        : []),
      ...(circle ? [of("cycle", key, `prerequisites in a circle: ${circle.join(" → ")}`, "remove one of them")] : []),
      ...[missingOwner, unknownOwner, missingExpiry, extensionLimit].flatMap(
        (rule) => rule(flag, use, anywhere, 0, registry) ?? [],
      ),
    ];
  });
}

/** A way from a key over prerequisites back to it, or null. */
function circleFrom(start: string, flags: ReadonlyMap<string, readonly Flag[]>): string[] | null {
  const from = new Map<string, string>();
  const queue = [start];
  for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
    for (const next of flags.get(key)?.flatMap((flag) => flag.prerequisites) ?? []) {
      if (next === start) {
        const way = [start];
        for (let at = key; at !== start; at = from.get(at)!) way.unshift(at);
        return [start, ...way];
      }
      if (from.has(next)) continue;
      from.set(next, key);
      queue.push(next);
    }
  }
  return null;
}
