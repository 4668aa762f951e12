import * as z from "zod";
import { keyForm } from "../flags/index.ts";
import { readTime } from "../time/index.ts";
import { isPersonal } from "./personal.ts";

const name = z.string().min(1).max(200);
const metricName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.]{0,99}$/, "expected a name such as error_rate");
const time = (edge: "start" | "end") =>
  z.string().transform((text, context) => {
    const outcome = readTime(text, undefined, edge);
    if (outcome.ok) return edge === "start" || /[Tt ]/.test(text) ? outcome.time.at : outcome.time.after;
    context.addIssue({
      code: "custom",
      message: outcome.expected,
      params: { code: "time-invalid", next: outcome.next },
    });
    return z.NEVER;
  });

const metric = z.strictObject({
  name: metricName,
  kind: z.enum(["mean", "proportion"]),
  /** The direction that is better. */
  better: z.enum(["lower", "higher"]),
  effect: z.enum(["relative", "absolute"]).default("relative"),
});
/** How much worse is still borne, in the metric's effect: 0.05 is five percent of a relative one. */
const guardrail = metric.extend({ margin: z.number().min(0).default(0) });
const arm = z.strictObject({ name, variant: name, weight: z.number().int().min(1).max(1000).default(1) });

/** An experiment's definition; the first arm is the one that others are compared with. */
export const experimentSchema = z
  .strictObject({
    experiment: z.string().regex(keyForm, "expected a name such as subs-buffer"),
    hypothesis: z.string().min(1).max(2000),
    owner: name,
    flag: z.string().regex(keyForm, "expected a key such as subs.optimizedBuffer"),
    arms: z.array(arm).length(2),
    start: time("start"),
    end: time("end").optional(),
    maxDays: z.number().positive().max(366).default(30),
    primary: metric,
    guardrails: z.array(guardrail).max(20).default([]),
    samples: z.strictObject({ cap: z.int().min(200).max(100_000_000) }),
    alpha: z.number().positive().max(0.2).default(0.05),
    /** Observations at which the sequence is to be narrowest; a quarter of the cap unless told. */
    tuning: z.int().min(10).optional(),
    pii: z
      .strictObject({
        allow: z.array(name).default([]),
        hash: z.array(name).default([]),
        deny: z.array(name).default([]),
      })
      .default({ allow: [], hash: [], deny: [] }),
    excludeTenants: z.array(name).default([]),
    /** The legal and privacy review: where it is required, an approval by one of these roles has to be signed. */
    review: z
      .strictObject({
        required: z.boolean(),
        roles: z.array(name).min(1).default(["legal", "privacy"]),
        approval: z.strictObject({ by: name, ticket: name, at: time("start") }).optional(),
      })
      .default({ required: false, roles: ["legal", "privacy"] }),
  })
  .superRefine(({ pii: { allow, hash, deny } }, context) => {
    const lists = Object.entries({ allow, hash, deny });
    const seen = new Map<string, string>();
    for (const [list, fields] of lists)
      for (const [index, field] of fields.entries()) {
        const wrong = (message: string, code: string, next: string): void =>
          context.addIssue({ code: "custom", path: ["pii", list, index], message, params: { code, next } });
        if (seen.has(field)) wrong(`${field} stands under ${seen.get(field)} too`, "pii-twice", "name it once");
        else if (list === "allow" && isPersonal(field))
          wrong(`${field} is about a person and cannot be allowed`, "pii-allowed", "put it under hash or deny");
        seen.set(field, list);
      }
  })
  .refine(({ arms }) => new Set(arms.map((a) => a.name)).size === arms.length, {
    path: ["arms"],
    message: "expected arms with names of their own",
  })
  .refine(({ arms }) => new Set(arms.map((a) => a.variant)).size === arms.length, {
    path: ["arms"],
    message: "expected arms with variants of their own",
  })
  .refine(
    ({ primary, guardrails }) =>
      new Set([primary, ...guardrails].map((metric) => metric.name)).size === guardrails.length + 1,
    { path: ["guardrails"], message: "expected metrics with names of their own, the primary one's too" },
  )
  .refine(({ end, start }) => end === undefined || end > start, {
    path: ["end"],
    message: "the experiment ends before it starts",
  })
  .refine(({ review, owner }) => review.approval?.by !== owner, {
    path: ["review", "approval", "by"],
    message: "the owner cannot approve an own experiment",
  });
export type Experiment = z.output<typeof experimentSchema>;

/** When it is over at the latest: its end, or after its longest time. Epoch milliseconds. */
export function endOf({ start, end, maxDays }: Pick<Experiment, "start" | "end" | "maxDays">): number {
  return Math.min(end ?? Number.POSITIVE_INFINITY, start + maxDays * 86_400_000);
}
