import { placesOf } from "../../adapters/flags/code/places.ts";
import { claimsToBackOut, type Deployment, readRegistry } from "../../adapters/policy/index.ts";
import { checkFlags, extractFlags, type Finding, findingText, flagsInConfig } from "../../core/flags/index.ts";
import type { Place } from "../support/place.ts";
import { isUnknownValue } from "../support/unknown.ts";

/** How long a refusal may search for the places of a flag's uses, ms; a rule has 5 s in all. */
const searchMs = 1_500;

/** What is to be refused, and what only to be said. */
export interface Problems {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** What is wrong with the flags in the stack's config. A backout restores what was in force and is not judged. */
export async function configProblems(place: Place): Promise<Problems> {
  const deployment = place.deployment();
  if (claimsToBackOut(deployment)) return { problems: [], warnings: [] };
  const { uses, malformed, context } = flagsInConfig(deployment.config, deployment.stack);
  if (malformed !== null) return { problems: [findingText(malformed)], warnings: [] };
  if (uses.length === 0) return { problems: [], warnings: [] };
  return worded(place, deployment, checkFlags(uses, await readRegistry(place.root, place.now()), place.now(), context));
}

/** The words of findings, with file and line of the uses in stack config and code. */
function worded(place: Place, deployment: Deployment, findings: readonly Finding[]): Problems {
  if (findings.length === 0) return { problems: [], warnings: [] };
  const keys = [...new Set(findings.map(({ key }) => key))];
  const places = placesOf(place.root, deployment.stack, keys, Date.now() + searchMs, Date.now);
  const text = (finding: Finding): string => {
    const at = places.get(finding.key) ?? [];
    return findingText(at.length === 0 ? finding : { ...finding, text: `${finding.text}, at ${at.join(", ")}` });
  };
  const of = (level: Finding["level"]): string[] => findings.filter((finding) => finding.level === level).map(text);
  return { problems: of("error"), warnings: of("warning") };
}

export interface ResourceProblems extends Problems {
  /** Values that a preview does not know and that may name flags: they are judged at the update. */
  readonly unknown: readonly string[];
}

/** What is wrong with the flags that a resource's properties name. */
export async function resourceProblems(
  place: Place,
  resource: { readonly name: string; readonly props: unknown },
): Promise<ResourceProblems> {
  const deployment = place.deployment();
  if (claimsToBackOut(deployment)) return { problems: [], warnings: [], unknown: [] };
  const { uses, unknown, unreadable } = extractFlags(resource.props, resource.name, isUnknownValue);
  const problems = unreadable.map((path) => unreadableText(resource.name, path));
  if (uses.length === 0) return { problems, warnings: [], unknown };
  const registry = await readRegistry(place.root, place.now());
  const found = worded(place, deployment, checkFlags(uses, registry, place.now(), contextOf(deployment)));
  return { problems: [...problems, ...found.problems], warnings: found.warnings, unknown };
}

function contextOf(deployment: Deployment): ReturnType<typeof flagsInConfig>["context"] {
  return flagsInConfig(deployment.config, deployment.stack).context;
}

function unreadableText(name: string, path: string): string {
  return `${path} of ${name} names feature flags in a form that cannot be read.\n  Next: write FEATURE_FLAGS as JSON {"<key>": true}, in plain sight.`;
}
