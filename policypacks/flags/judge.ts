import { claimsToBackOut, configFlagProblems, type Deployment, readRegistry } from "../../adapters/policy/index.ts";
import { checkFlags, extractFlags, findingText, flagsInConfig } from "../../core/flags/index.ts";
import type { Place } from "../support/place.ts";
import { isUnknownValue } from "../support/unknown.ts";

/** What is wrong with the flags in the stack's config. A backout restores what was in force and is not judged. */
export async function configProblems(place: Place): Promise<string[]> {
  const deployment = place.deployment();
  if (claimsToBackOut(deployment)) return [];
  const { uses, malformed } = flagsInConfig(deployment.config, deployment.stack);
  if (uses.length === 0 && malformed === null) return [];
  return configFlagProblems(deployment, { registry: await readRegistry(place.root) }, place.now());
}

export interface ResourceProblems {
  readonly problems: readonly string[];
  /** Values that a preview does not know and that may name flags: they are judged at the update. */
  readonly unknown: readonly string[];
}

/** What is wrong with the flags that a resource's properties name. */
export async function resourceProblems(
  place: Place,
  resource: { readonly name: string; readonly props: unknown },
): Promise<ResourceProblems> {
  const deployment = place.deployment();
  if (claimsToBackOut(deployment)) return { problems: [], unknown: [] };
  const { uses, unknown, unreadable } = extractFlags(resource.props, resource.name, isUnknownValue);
  const problems = unreadable.map((path) => unreadableText(resource.name, path));
  if (uses.length > 0) {
    const findings = checkFlags(uses, await readRegistry(place.root), place.now(), contextOf(deployment));
    problems.push(...findings.filter(({ level }) => level === "error").map(findingText));
  }
  return { problems, unknown };
}

function contextOf(deployment: Deployment): ReturnType<typeof flagsInConfig>["context"] {
  return flagsInConfig(deployment.config, deployment.stack).context;
}

function unreadableText(name: string, path: string): string {
  return `${path} of ${name} names feature flags in a form that cannot be read.\n  Next: write FEATURE_FLAGS as JSON {"<key>": true}, in plain sight.`;
}
