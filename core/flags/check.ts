import { nearest } from "../text/index.ts";
import type { Finding, FlagContext, FlagRule, FlagUse } from "./finding.ts";
import { foldKey } from "./fold.ts";
import { byKey, type Flag, type Registry } from "./registry.ts";
import { expired } from "./rules/expired.ts";
import { expiring } from "./rules/expiring.ts";
import { missingExpiry } from "./rules/missing-expiry.ts";
import { missingOwner } from "./rules/missing-owner.ts";
import { outOfScope } from "./rules/out-of-scope.ts";
import { prerequisiteOff } from "./rules/prerequisite-off.ts";
import { unapprovedRisk } from "./rules/unapproved-risk.ts";
import { unknownOwner } from "./rules/unknown-owner.ts";

const rules: readonly FlagRule[] = [
  expired,
  outOfScope,
  prerequisiteOff,
  unapprovedRisk,
  missingOwner,
  unknownOwner,
  missingExpiry,
  expiring,
];

/**
 * Judges every use of a flag against the registry. A use by a folded name is held to all flags that fold to it; a key
 * that stands twice is held to both.
 *
 * @param now Epoch milliseconds.
 * @returns findings in the order of the uses; empty when all may go out.
 */
export function checkFlags(
  uses: readonly FlagUse[],
  registry: Registry,
  now: number,
  context: FlagContext,
): readonly Finding[] {
  if (uses.length === 0) return [];
  const flags = byKey(registry);
  const folded = uses.some((use) => use.folded) ? byFoldedKey(registry) : new Map<string, readonly Flag[]>();
  return uses.flatMap((use) => {
    const found = use.folded ? folded.get(foldKey(use.key)) : flags.get(use.key);
    if (!found) return [unregistered(use, registry)];
    if (!use.folded && found.length > 1) return [duplicate(use, registry)];
    return found.flatMap((flag) => rules.flatMap((rule) => rule(flag, use, context, now, registry) ?? []));
  });
}

function byFoldedKey(registry: Registry): ReadonlyMap<string, readonly Flag[]> {
  const map = new Map<string, Flag[]>();
  for (const flag of registry.flags) map.set(foldKey(flag.key), [...(map.get(foldKey(flag.key)) ?? []), flag]);
  return map;
}

function unregistered(use: FlagUse, registry: Registry): Finding {
  const near = nearest(
    use.key,
    registry.flags.map((flag) => flag.key),
  );
  return {
    code: "unregistered",
    level: "error",
    key: use.key,
    where: use.where,
    text: `flag ${use.key} is not registered, used by ${use.where}`,
    next: `${near && near !== use.key ? `write ${near}, or ` : ""}add it to ${registry.file} with owner, scope and expires`,
  };
}

function duplicate(use: FlagUse, registry: Registry): Finding {
  return {
    code: "duplicate",
    level: "error",
    key: use.key,
    where: use.where,
    text: `flag ${use.key} is registered twice, used by ${use.where}`,
    next: `remove one of the two entries in ${registry.file}`,
  };
}
