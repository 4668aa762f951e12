import { InputError } from "../../errors/index.ts";
import { rfc3339 } from "../../time/index.ts";
import { isSwitch } from "../evaluate/index.ts";
import type { Flag, FlagSplit, FlagTarget, Registry } from "../registry.ts";

/** flagd's flag definition, https://flagd.dev/schema/v0/flags.json. */
export interface FlagdDocument {
  readonly $schema: string;
  readonly flags: Readonly<Record<string, FlagdFlag>>;
}

export interface FlagdFlag {
  readonly state: "ENABLED" | "DISABLED";
  readonly variants: Readonly<Record<string, unknown>>;
  readonly defaultVariant: string;
  readonly targeting?: unknown;
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The registry as flagd reads it, serving the same values: expiry of release flags and experiments is a condition on
 * `$flagd.timestamp`, shares are `fractional`, owner, expiry and the rest stand in metadata. Prerequisites and
 * kill-switches are flagd's neither: prerequisites go into metadata only, a kill is a new export.
 *
 * @throws InputError `flagd-not-expressible` for a claim whose name has a dot, a key that stands twice.
 */
export function exportFlagd(registry: Registry): FlagdDocument {
  const flags: Record<string, FlagdFlag> = {};
  for (const flag of registry.flags) {
    if (Object.hasOwn(flags, flag.key)) throw notExpressible(registry, flag, "stands twice");
    for (const { claims } of flag.targeting)
      for (const { name } of claims)
        if (name.includes(".") || name === "") throw notExpressible(registry, flag, `has a claim named ${name}`);
    const targeting = targetingOf(flag);
    flags[flag.key] = {
      state: "ENABLED",
      variants: flag.variants,
      defaultVariant: flag.fallback,
      ...(targeting === undefined ? {} : { targeting }),
      metadata: metadataOf(flag),
    };
  }
  return { $schema: "https://flagd.dev/schema/v0/flags.json", flags };
}

/** First whole second at which the flag has expired, or null where expiry does not turn it off. */
export function expirySecond(flag: Pick<Flag, "expiresAt" | "type">): number | null {
  if (flag.expiresAt === null || flag.type === "ops" || flag.type === "permission") return null;
  return Math.ceil(flag.expiresAt / 1000);
}

function targetingOf(flag: Flag): unknown {
  const arms: unknown[] = [];
  const expiry = expirySecond(flag);
  if (flag.ended !== null) return flag.safeVariant;
  if (expiry !== null) arms.push({ ">=": [{ var: "$flagd.timestamp" }, expiry] }, flag.safeVariant);
  for (const rule of flag.targeting)
    arms.push(
      conditionOf(rule),
      "variant" in rule.serve ? rule.serve.variant : splitOf(rule.serve.split, flag.safeVariant),
    );
  if (arms.length === 0 && flag.rollout === null) return undefined;
  const last = flag.rollout === null ? flag.fallback : splitOf(flag.rollout, flag.safeVariant);
  return arms.length === 0 ? last : { if: [...arms, last] };
}

function conditionOf(rule: FlagTarget): unknown {
  const conditions = [
    ...(rule.tenants ? [{ name: "tenant", values: rule.tenants as readonly unknown[] }] : []),
    ...rule.claims,
  ]
    // `merge` makes a list of a claim that is none, so that one form serves both.
    .map(({ name, values }) => ({ some: [{ merge: [{ var: name }] }, { in: [{ var: "" }, values] }] }));
  return { and: conditions };
}

function splitOf({ by, shares }: FlagSplit, safe: string): unknown {
  const subject = by === "targetingKey" ? [] : [{ cat: [{ var: "$flagd.flagKey" }, { var: by }] }];
  const fractional = { fractional: [...subject, ...shares.map(({ variant, weight }) => [variant, weight])] };
  return { if: [{ var: by }, fractional, safe] };
}

function metadataOf(flag: Flag): Record<string, string | number | boolean> {
  const entries: [string, string | number | boolean | null][] = [
    ["owner", flag.owner],
    ["expires", flag.expiresAt === null ? null : rfc3339(flag.expiresAt)],
    ["scope", flag.scope],
    ["type", flag.type],
    ["risk", flag.risk],
    ["killswitch", flag.killswitch],
    ["safe", flag.safeVariant],
    ["description", flag.description],
    ["created", flag.createdAt === null ? null : rfc3339(flag.createdAt)],
    ...(["services", "stacks", "environments"] as const).map((name): [string, string | null] => [
      name,
      flag[name] === null ? null : JSON.stringify(flag[name]),
    ]),
    ["prerequisites", flag.prerequisites.length === 0 ? null : JSON.stringify(flag.prerequisites)],
    ["switch", isSwitch(flag) ? null : false],
    [
      "approval",
      flag.approval === null
        ? null
        : JSON.stringify({ by: flag.approval.by, ticket: flag.approval.ticket, at: rfc3339(flag.approval.at) }),
    ],
    ["probe", flag.probe === null ? null : JSON.stringify({ ...flag.probe, body: flag.probe.body ?? undefined })],
    ["ended", flag.ended === null ? null : JSON.stringify({ ...flag.ended, at: rfc3339(flag.ended.at) })],
  ];
  return Object.fromEntries(entries.filter((entry): entry is [string, string | number | boolean] => entry[1] !== null));
}

function notExpressible(registry: Registry, flag: Flag, why: string): InputError {
  return new InputError("flagd-not-expressible", `flag ${flag.key} ${why}, which flagd has no form for`, {
    file: registry.file,
    ...(flag.position ?? {}),
    field: flag.key,
    next: `change flag ${flag.key} in ${registry.file}`,
  });
}
