import * as z from "zod";
import { digestSchema } from "../ledger/index.ts";
import type { CutoverPlan } from "./plan.ts";
import { planSchema } from "./planSchema.ts";

const at = z.int().min(0);
const reason = z.strictObject({ code: z.string().min(1), text: z.string() });
/** Why a run holds, backs out or ends. `code` is stable, in kebab-case. */
export type Reason = z.infer<typeof reason>;

/** A breach in words, with three significant digits. */
export function breachText(rule: string, value: number, limit: number): string {
  const short = (x: number): string => String(Number(x.toPrecision(3)));
  return `${rule} is ${short(value)}, above its limit ${short(limit)}`;
}

/** Epoch ms of what the effect showed while it ran; null for what was not seen. */
const timings = z.strictObject({
  setConfigAt: at.nullable(),
  /** Wall time of `up`, and of the policy packs in it. */
  upMs: z.number().min(0).nullable(),
  packMs: z.number().min(0).nullable(),
  /** First answer of the color that the effect turned to, after which none comes from the other. */
  trafficAt: at.nullable(),
});
export type Timings = z.infer<typeof timings>;
export const NO_TIMINGS: Timings = { setConfigAt: null, upMs: null, packMs: null, trafficAt: null };

const outcomeFields = {
  /**
   * `done`: the effect ran to its end. `probed`: a look at the world after a crash found it done. `absent`: such a look
   * found it not done, or not wholly. `failed`: it ended with an error.
   */
  outcome: z.enum(["done", "probed", "absent", "failed"]),
  startedAt: at.nullable(),
  endedAt: at,
  timings,
  error: reason.nullable(),
  /** True when a policy or the freeze said no; trying again without a change is no use. */
  refused: z.boolean(),
};

const bodies = {
  "run.started": {
    plan: z.custom<CutoverPlan>((value) => planSchema.safeParse(value).success, { message: "not a cutover plan" }),
    planDigest: digestSchema,
    group: z.string().min(1).nullable(),
    pid: z.int().min(1),
    fencingToken: z.int().min(0),
  },
  "run.resumed": { pid: z.int().min(1), fencingToken: z.int().min(0) },
  "step.intent": { step: z.string(), configDigest: digestSchema, attempt: z.int().min(1) },
  "step.outcome": { step: z.string(), ...outcomeFields },
  /** The world could not be looked at; an open intent stays open. `step` may be `backout`. */
  "probe.failed": { step: z.string(), reason },
  "step.passed": { step: z.string(), by: z.enum(["plan", "person"]) },
  look: {
    step: z.string(),
    verdict: z.enum(["pass", "fail", "inconclusive", "error"]),
    score: z.number().nullable(),
    samples: z.strictObject({ baseline: z.int().min(0), canary: z.int().min(0) }),
    text: z.string(),
    artifactDigest: digestSchema.nullable(),
  },
  "freeze.changed": { freeze: z.enum(["allow", "deny", "unknown"]), text: z.string() },
  breach: { rule: z.string(), value: z.number(), limit: z.number(), seenAt: at },
  "hold.entered": { reason },
  "hold.left": { by: z.enum(["person", "data", "timer"]) },
  escalated: { reason, count: z.int().min(1) },
  command: {
    verb: z.enum(["hold", "promote", "resume", "backout"]),
    actor: z.string().min(1),
    reason: z.string(),
    /** A person's word that a backout past the point of return may lose writes. */
    acceptDataLoss: z.boolean(),
    /** Why it was not obeyed; null when it was. */
    refused: reason.nullable(),
  },
  "backout.intent": { reason, configDigest: digestSchema, attempt: z.int().min(1) },
  "backout.outcome": { ...outcomeFields, restoredAt: at.nullable() },
  "run.ended": { outcome: z.enum(["finished", "backedOut", "refused"]), reason: reason.nullable() },
} as const;

export type RunEventKind = keyof typeof bodies;
export type RunEventBody<K extends RunEventKind> = z.infer<z.ZodObject<(typeof bodies)[K]>>;

/** One fact of a run, as the ledger holds it, with its time in epoch ms. */
export type RunEvent = {
  [K in RunEventKind]: { readonly kind: K; readonly at: number } & Readonly<RunEventBody<K>>;
}[RunEventKind];

/** A fact that has no time yet: the ledger gives it. */
export type RunFact = { [K in RunEventKind]: { readonly kind: K } & Readonly<RunEventBody<K>> }[RunEventKind];

export const eventSchemas: { readonly [K in RunEventKind]: z.ZodType<RunEventBody<K>> } = Object.fromEntries(
  Object.entries(bodies).map(([kind, shape]) => [kind, z.strictObject(shape)]),
) as never;

/** The kinds of a run's entries; a run's extract may hold others, such as checkpoints. */
export const eventKinds: readonly string[] = Object.keys(bodies);

export type Verb = RunEventBody<"command">["verb"];
export type LookVerdict = RunEventBody<"look">["verdict"];
export type EndOutcome = RunEventBody<"run.ended">["outcome"];
