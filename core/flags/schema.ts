import * as z from "zod";
import { readTime } from "../time/index.ts";
import { countedExtensions } from "./extensions.ts";
import { type Flag, type FlagSplit, type FlagTarget, risks, scopes, types, type VariantValue } from "./registry.ts";

/** Letters and digits in parts joined by `.`, `-`, `_` or `:`, beginning with a letter; at most 200 characters. */
export const keyForm = /^(?=.{1,200}$)[A-Za-z][A-Za-z0-9]*(?:[._:-][A-Za-z0-9]+)*$/;

/** 100 percent, in thousandths of a percent. */
export const wholeWeight = 100_000;

const name = z.string().min(1).max(200);
const key = z.string().regex(keyForm, "expected a key such as subs.optimizedBuffer");
const names = z.array(name).min(1);
/** A bare date is the whole of that day in UTC. */
const end = time("end");
const start = time("start");

const percent = z
  .number()
  .min(0)
  .max(100)
  .transform((value, context) => {
    const weight = Math.round(value * 1000);
    if (Math.abs(weight - value * 1000) < 1e-6) return weight;
    context.addIssue({
      code: "custom",
      message: "expected at most three decimals",
      params: { code: "percent-too-fine", next: "round it to a thousandth of a percent" },
    });
    return z.NEVER;
  });
const scalar = z.union([z.string().max(1000), z.number(), z.boolean()]);
const variantName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9._-]{0,99}$/, "expected a name such as treatment")
  // A variant of this name would be lost in plain objects.
  .refine((value) => !(value in {}), "this name has a meaning in JavaScript");
const variantValue = z.union([
  scalar,
  z.record(z.string(), z.json()),
  z.array(z.json()),
]) as unknown as z.ZodType<VariantValue>;
const weights = z.record(variantName, percent);

const target = z
  .strictObject({
    tenants: names.optional(),
    claims: z.record(name, z.union([scalar, z.array(scalar).min(1)])).optional(),
    on: z.boolean().optional(),
    variant: variantName.optional(),
    percent: percent.optional(),
    weights: weights.optional(),
    by: name.optional(),
  })
  .refine(({ tenants, claims }) => tenants !== undefined || claims !== undefined, "expected tenants or claims")
  .refine(
    ({ on, variant, percent, weights }) => [on, variant, percent, weights].filter((v) => v !== undefined).length === 1,
    "expected exactly one of on, variant, percent and weights",
  );

const rollout = z
  .strictObject({ percent: percent.optional(), weights: weights.optional(), by: name.optional() })
  .refine(
    ({ percent, weights }) => (percent === undefined) !== (weights === undefined),
    "expected either percent or weights",
  );

const extension = z.strictObject({ expires: end, reason: name, approver: name, at: start.optional() });
const approval = z.strictObject({ by: name, ticket: name, at: start });
/** What an answer of the running service looks like. */
const answer = z
  .strictObject({
    status: z.int().min(100).max(599).optional(),
    contains: z.string().min(1).max(1000).optional(),
  })
  .refine(({ status, contains }) => status !== undefined || contains !== undefined, "expected status or contains");
const probe = z
  .strictObject({
    path: z
      .string()
      .max(2000)
      .regex(/^\/(?![/\\])[\x21-\x7e]*$/, "expected a path on the service such as /checkout/quote"),
    method: z.enum(["GET", "HEAD", "POST"]).default("GET"),
    headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), z.string().max(2000)).default({}),
    body: z.string().max(100_000).optional(),
    on: answer.default({ status: 200 }),
    off: answer.default({ status: 404 }),
  })
  .refine(({ method, body }) => body === undefined || method === "POST", "only POST has a body")
  .refine(
    ({ on, off }) => on.status !== off.status || on.contains !== off.contains,
    "on and off are told apart by nothing",
  );
const ended = z.strictObject({ experiment: name, at: start, decision: name });

const flag = z
  .strictObject({
    key,
    owner: name.optional(),
    scope: z.enum(scopes),
    expires: end.optional(),
    killswitch: z.boolean().default(false),
    probe: probe.optional(),
    type: z.enum(types).default("release"),
    risk: z.enum(risks).default("low"),
    description: z.string().max(2000).optional(),
    created: start.optional(),
    safe: z.union([z.boolean(), variantName]).optional(),
    services: names.optional(),
    stacks: names.optional(),
    environments: names.optional(),
    prerequisites: z.array(key).default([]),
    extensions: z.array(extension).max(20).default([]),
    approval: approval.optional(),
    on: z.boolean().optional(),
    variants: z.record(variantName, variantValue).optional(),
    default: variantName.optional(),
    targeting: z.array(target).max(100).default([]),
    rollout: rollout.optional(),
    ended: ended.optional(),
  })
  .transform((given, context): Flag => {
    const wrong = (path: PropertyKey[], message: string): never => {
      context.addIssue({
        code: "custom",
        path,
        message,
        params: { code: "flag-variants", next: "see docs/guides/flags.md" },
      });
      return z.NEVER;
    };
    const own = given.variants;
    if (given.probe && !given.killswitch) {
      context.addIssue({
        code: "custom",
        path: ["probe"],
        message: "only a flag with a kill-switch is drilled",
        params: { code: "probe-without-killswitch", next: "add killswitch: true, or remove probe" },
      });
      return z.NEVER;
    }
    if (own && Object.keys(own).length === 0) return wrong(["variants"], "expected at least one variant");
    if (own && new Set(Object.values(own).map(kindOf)).size > 1)
      return wrong(["variants"], "expected variants of one type");
    if (!own && given.default !== undefined) return wrong(["default"], "a flag without variants has on, not default");
    if (own && given.on !== undefined) return wrong(["on"], "a flag with variants has default, not on");
    if (own && given.default === undefined) return wrong(["variants"], "expected default: the name of one of them");
    const variants = own ?? { on: true, off: false };
    const known = (variant: string): boolean => Object.hasOwn(variants, variant);
    const fallback = given.default ?? (given.on ? "on" : "off");
    const safeVariant =
      typeof given.safe === "string" ? given.safe : own ? (given.default as string) : given.safe ? "on" : "off";
    if (own && typeof given.safe === "boolean") return wrong(["safe"], "expected the name of a variant");
    for (const [path, variant] of [
      ["default", fallback],
      ["safe", safeVariant],
    ] as const)
      if (!known(variant)) return wrong([path], `there is no variant ${variant}`);

    const splitOf = (
      source: { percent?: number | undefined; weights?: Record<string, number> | undefined; by?: string | undefined },
      path: PropertyKey[],
    ): FlagSplit => {
      const by = source.by ?? "targetingKey";
      if (source.weights) {
        const shares = Object.entries(source.weights).map(([variant, weight]) => ({ variant, weight }));
        const stranger = shares.find(({ variant }) => !known(variant));
        if (stranger) return wrong([...path, "weights"], `there is no variant ${stranger.variant}`);
        if (shares.reduce((sum, { weight }) => sum + weight, 0) !== wholeWeight)
          return wrong([...path, "weights"], "expected weights that add up to 100");
        return { by, shares };
      }
      if (!known("on") || !known("off"))
        return wrong([...path, "percent"], "a flag with variants has weights, not percent");
      const weight = source.percent!;
      return {
        by,
        shares: [
          { variant: "on", weight },
          { variant: "off", weight: wholeWeight - weight },
        ],
      };
    };
    const targeting = given.targeting.map((rule, index): FlagTarget => {
      const path = ["targeting", index];
      const variant = rule.variant ?? (rule.on === undefined ? undefined : rule.on ? "on" : "off");
      if (variant !== undefined && !known(variant)) wrong(path, `there is no variant ${variant}`);
      return {
        tenants: rule.tenants ?? null,
        claims: Object.entries(rule.claims ?? {}).map(([claim, values]) => ({
          name: claim,
          values: Array.isArray(values) ? values : [values],
        })),
        serve: variant === undefined ? { split: splitOf(rule, path) } : { variant },
      };
    });
    const ownExpiry = given.expires?.after ?? null;
    const extensions = countedExtensions(
      ownExpiry,
      given.extensions.map(({ expires, reason, approver }) => ({ expiresAt: expires.after, reason, approver })),
    );
    const counted = extensions.findLastIndex(({ counts }) => counts);
    return {
      key: given.key,
      owner: given.owner ?? null,
      scope: given.scope,
      expiresAt: extensions[counted]?.expiresAt ?? ownExpiry,
      expires: given.extensions[counted]?.expires.text ?? given.expires?.text ?? null,
      killswitch: given.killswitch,
      probe: given.probe ? { ...given.probe, body: given.probe.body ?? null } : null,
      type: given.type,
      risk: given.risk,
      description: given.description ?? null,
      createdAt: given.created?.at ?? null,
      safe: safeVariant === "on" && !own,
      services: given.services ?? null,
      stacks: given.stacks ?? null,
      environments: given.environments ?? null,
      prerequisites: given.prerequisites,
      extensions,
      approval: given.approval
        ? { by: given.approval.by, ticket: given.approval.ticket, at: given.approval.at.at }
        : null,
      variants,
      fallback,
      safeVariant,
      targeting,
      rollout: given.rollout ? splitOf(given.rollout, ["rollout"]) : null,
      ended: given.ended ? { ...given.ended, at: given.ended.at.at } : null,
      position: null,
    };
  });

/**
 * flags/registry.yaml. Unknown keys and impossible dates are errors; a flag without owner or expiry, a key that stands
 * twice and prerequisites in a circle are findings of `checkRegistry`, so that they can be listed all at once.
 */
export const registrySchema = z.strictObject({ owners: names.optional(), flags: z.array(flag) });

function kindOf(value: VariantValue): string {
  return typeof value === "object" ? "object" : typeof value;
}

function time(edge: "start" | "end") {
  return z.string().transform((text, context) => {
    const outcome = timeOf(text, edge);
    if (outcome.ok) {
      // An expiry written as an instant is over at that instant; one written as a date, after that day.
      const day = !/[Tt ]/.test(text);
      return { text, at: outcome.time.at, after: day ? outcome.time.after : outcome.time.at };
    }
    context.addIssue({
      code: "custom",
      message: outcome.expected,
      params: { code: "time-invalid", next: outcome.next },
    });
    return z.NEVER;
  });
}

/** A registry of many flags names few days: each is worked out once. Bounded, since texts may come from anybody. */
const known = new Map<string, ReturnType<typeof readTime>>();
function timeOf(text: string, edge: "start" | "end"): ReturnType<typeof readTime> {
  const id = `${edge} ${text}`;
  let outcome = known.get(id);
  if (outcome === undefined) {
    outcome = readTime(text, undefined, edge);
    if (known.size >= 5_000) known.clear();
    known.set(id, outcome);
  }
  return outcome;
}
