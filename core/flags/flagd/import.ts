import * as z from "zod";
import { InputError } from "../../errors/index.ts";

const variant = z.union([z.boolean(), z.number(), z.string(), z.record(z.string(), z.json()), z.array(z.json())]);
const flag = z.looseObject({
  state: z.enum(["ENABLED", "DISABLED"]),
  variants: z.record(z.string(), variant),
  defaultVariant: z.string().nullish(),
  targeting: z.unknown().optional(),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});
const documentSchema = z.looseObject({ flags: z.record(z.string(), flag) });

type Entry = Record<string, unknown>;

/**
 * flagd's flag definitions as entries of a registry, as a person would write them (`registrySchema` checks the rest).
 * Understood of targeting: what `exportFlagd` writes, and the forms that come to the same: `if` with conditions on
 * `in` and `==`, `and`, `fractional`. Anything else is refused, never guessed.
 *
 * @param value Parsed JSON.
 * @throws InputError `flagd-malformed`, `flagd-not-expressible` naming the flag.
 */
export function importFlagd(value: unknown, file: string): { readonly flags: readonly Entry[] } {
  const parsed = documentSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new InputError("flagd-malformed", issue.message, {
      file,
      field: issue.path.map(String).join("."),
      next: "see https://flagd.dev/reference/flag-definitions",
    });
  }
  return { flags: Object.entries(parsed.data.flags).map(([key, given]) => entryOf(key, given, file)) };
}

function entryOf(key: string, given: z.infer<typeof flag>, file: string): Entry {
  const refuse = (why: string): never => {
    throw new InputError("flagd-not-expressible", `flag ${key}: ${why}`, {
      file,
      field: key,
      next: "rewrite it by hand in flags/registry.yaml",
    });
  };
  const { metadata, variants } = given;
  const isSwitch =
    metadata.switch !== false && Object.keys(variants).length === 2 && variants.on === true && variants.off === false;
  const fallback = given.defaultVariant ?? refuse("it has no default variant");
  const list = (name: string): unknown => {
    const text = metadata[name];
    if (text === undefined) return undefined;
    try {
      return JSON.parse(String(text));
    } catch {
      return refuse(`metadata ${name} is no JSON`);
    }
  };
  const safe = metadata.safe ?? fallback;
  const entry: Entry = {
    key,
    owner: metadata.owner,
    scope: metadata.scope ?? "global",
    expires: metadata.expires,
    type: metadata.type,
    risk: metadata.risk,
    killswitch: metadata.killswitch,
    description: metadata.description,
    created: metadata.created,
    services: list("services"),
    stacks: list("stacks"),
    environments: list("environments"),
    prerequisites: list("prerequisites"),
    approval: list("approval"),
    probe: list("probe"),
    ended: list("ended"),
    ...(isSwitch ? { on: fallback === "on", safe: safe === "on" } : { variants, default: fallback, safe }),
    ...(metadata.ended === undefined ? targetingOf(given, String(safe), fallback, isSwitch, refuse) : {}),
  };
  if (given.state === "DISABLED") {
    if (isSwitch) Object.assign(entry, { on: false, targeting: undefined, rollout: undefined });
    else refuse("it is disabled");
  }
  return Object.fromEntries(Object.entries(entry).filter(([, member]) => member !== undefined));
}

type Refuse = (why: string) => never;

function targetingOf(
  given: z.infer<typeof flag>,
  safe: string,
  fallback: string,
  isSwitch: boolean,
  refuse: Refuse,
): Entry {
  const { targeting } = given;
  if (targeting === undefined || isEmpty(targeting)) return {};
  const serveVariant = (name: string): Entry => (isSwitch ? { on: name === "on" } : { variant: name });
  const share = (node: unknown): Entry | null => splitOf(node, safe, isSwitch, refuse);
  const arms = operator(targeting, "if");
  const guarded = arms !== null && arms.length === 3 && operator(arms[0], "var") !== null;
  if (arms === null || guarded) {
    if (targeting === fallback) return {};
    const rollout = share(targeting);
    return rollout ? { rollout } : refuse("its targeting is not understood");
  }
  const rules: Entry[] = [];
  let index = 0;
  for (; index + 1 < arms.length; index += 2) {
    const [condition, outcome] = [arms[index], arms[index + 1]];
    if (isExpiry(condition)) continue;
    const serve = typeof outcome === "string" ? serveVariant(outcome) : share(outcome);
    rules.push({ ...conditionsOf(condition, refuse), ...(serve ?? refuse("an outcome is not understood")) });
  }
  const last = index < arms.length ? arms[index] : fallback;
  const rollout = last === fallback ? undefined : share(last);
  if (rollout === null) return refuse("its last outcome is neither its default nor a share");
  return { targeting: rules.length === 0 ? undefined : rules, rollout };
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === "object" && Object.keys(value as object).length === 0);
}

/** The arguments where a node is this operator, else null. */
function operator(node: unknown, name: string): readonly unknown[] | null {
  if (typeof node !== "object" || node === null || Array.isArray(node)) return null;
  const keys = Object.keys(node);
  if (keys.length !== 1 || keys[0] !== name) return null;
  const value = (node as Entry)[name];
  return Array.isArray(value) ? value : [value];
}

function variable(node: unknown): string | null {
  const name = operator(node, "var")?.[0];
  return typeof name === "string" && name !== "" && !name.includes(".") ? name : null;
}

function isExpiry(node: unknown): boolean {
  const sides = operator(node, ">=");
  return sides !== null && operator(sides[0], "var")?.[0] === "$flagd.timestamp" && typeof sides[1] === "number";
}

function conditionsOf(node: unknown, refuse: Refuse): Entry {
  const claims: Record<string, unknown> = {};
  let tenants: unknown;
  for (const part of operator(node, "and") ?? [node]) {
    const some = operator(part, "some");
    const element = some && operator(some[1], "in");
    const isOwn = element && operator(element[0], "var")?.[0] === "";
    const among = isOwn ? [operator(some[0], "merge")?.[0], element[1]] : operator(part, "in");
    const equal = operator(part, "==") ?? operator(part, "===");
    const [name, values] = among
      ? [variable(among[0]), among[1]]
      : equal
        ? [variable(equal[0]), [equal[1]]]
        : [null, 0];
    if (name === null || !Array.isArray(values) || values.length === 0) return refuse("a condition is not understood");
    if (name === "tenant" && tenants === undefined && values.every((v) => typeof v === "string")) tenants = values;
    else if (!Object.hasOwn(claims, name)) claims[name] = values;
    else return refuse(`${name} is asked for twice in one rule`);
  }
  return { tenants, claims: Object.keys(claims).length === 0 ? undefined : claims };
}

function splitOf(node: unknown, safe: string, isSwitch: boolean, refuse: Refuse): Entry | null {
  const guard = operator(node, "if");
  if (guard !== null && (guard.length !== 3 || guard[2] !== safe)) return null;
  const parts = operator(guard === null ? node : guard[1], "fractional");
  if (parts === null) return null;
  const own = operator(parts[0], "cat");
  const by = own === null ? "targetingKey" : variable(own[1]);
  if (own !== null && operator(own[0], "var")?.[0] !== "$flagd.flagKey") return refuse("it is hashed without its key");
  if (by === null) return null;
  const shares = own === null ? parts : parts.slice(1);
  const pairs = shares.map((pair) => (Array.isArray(pair) && pair.length > 0 ? [pair[0], pair[1] ?? 1] : null));
  if (pairs.some((pair) => pair === null || typeof pair[0] !== "string" || typeof pair[1] !== "number")) return null;
  const total = pairs.reduce((sum, pair) => sum + (pair![1] as number), 0);
  const weights = Object.fromEntries(pairs.map((pair) => [pair![0], ((pair![1] as number) * 100) / total]));
  if (Object.keys(weights).length !== pairs.length) return refuse("a variant has two shares");
  const rule = by === "targetingKey" ? {} : { by };
  const names = Object.keys(weights);
  if (isSwitch && names[0] === "on" && names.length === 2) return { percent: weights.on, ...rule };
  return { weights, ...rule };
}
