import * as z from "zod";
import { readTime } from "../time/index.ts";
import { type Flag, risks, scopes, types } from "./registry.ts";

/** Letters and digits in parts joined by `.`, `-`, `_` or `:`, beginning with a letter; at most 200 characters. */
export const keyForm = /^(?=.{1,200}$)[A-Za-z][A-Za-z0-9]*(?:[._:-][A-Za-z0-9]+)*$/;

const name = z.string().min(1).max(200);
const key = z.string().regex(keyForm, "expected a key such as subs.optimizedBuffer");
const names = z.array(name).min(1);
/** A bare date is the whole of that day in UTC. */
const end = time("end");
const start = time("start");

const extension = z.strictObject({ expires: end, reason: name, approver: name, at: start.optional() });

const flag = z
  .strictObject({
    key,
    owner: name.optional(),
    scope: z.enum(scopes),
    expires: end.optional(),
    killswitch: z.boolean().default(false),
    type: z.enum(types).default("release"),
    risk: z.enum(risks).default("low"),
    description: z.string().max(2000).optional(),
    created: start.optional(),
    safe: z.boolean().default(false),
    services: names.optional(),
    stacks: names.optional(),
    environments: names.optional(),
    prerequisites: z.array(key).default([]),
    extensions: z.array(extension).max(20).default([]),
  })
  .transform((given): Flag => {
    const extensions = given.extensions.map(({ expires, reason, approver }) => ({
      expiresAt: expires.after,
      reason,
      approver,
    }));
    const longest = [given.expires, ...given.extensions.map((e) => e.expires)].reduce(
      (a, b) => (b && (!a || b.after > a.after) ? b : a),
      undefined,
    );
    return {
      key: given.key,
      owner: given.owner ?? null,
      scope: given.scope,
      expiresAt: longest?.after ?? null,
      expires: longest?.text ?? null,
      killswitch: given.killswitch,
      type: given.type,
      risk: given.risk,
      description: given.description ?? null,
      createdAt: given.created?.at ?? null,
      safe: given.safe,
      services: given.services ?? null,
      stacks: given.stacks ?? null,
      environments: given.environments ?? null,
      prerequisites: given.prerequisites,
      extensions,
    };
  });

/**
 * flags/registry.yaml. Unknown keys and impossible dates are errors; a flag without owner or expiry, a key that stands
 * twice and prerequisites in a circle are findings of `checkRegistry`, so that they can be listed all at once.
 */
export const registrySchema = z.strictObject({ flags: z.array(flag) });

function time(edge: "start" | "end") {
  return z.string().transform((text, context) => {
    const outcome = readTime(text, undefined, edge);
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
