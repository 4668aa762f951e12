import * as z from "zod";

/**
 * What became of one request. `ok`: the service did what was asked. `service-error`: it answered 5xx itself.
 * `unexpected`: another answer than the one that is right, such as 404 for an order that was accepted.
 * `router-error`: the router answered in its place. `reset` and `timeout`: no answer.
 */
export type Outcome = "ok" | "service-error" | "unexpected" | "router-error" | "reset" | "timeout";

/** Outcomes that no release is to blame for, but what stands before it. */
export const bySwitch: ReadonlySet<Outcome> = new Set(["router-error", "reset", "timeout"]);

export const answerSchema = z.strictObject({
  /** Number of the request in the run, from 0 in the order of the schedule. */
  n: z.int(),
  kind: z.enum(["place", "read"]),
  clientId: z.string(),
  /** Epoch milliseconds, with fractions: when it was due, when it was sent, when its answer was whole. */
  scheduled: z.number(),
  sent: z.number(),
  done: z.number(),
  status: z.int().nullable(),
  outcome: z.enum(["ok", "service-error", "unexpected", "router-error", "reset", "timeout"]),
  color: z.string().nullable(),
  version: z.string().nullable(),
  replica: z.string().nullable(),
});

/** One line of answers.ndjson; lines are in the order in which the client had the answers. */
export type Answer = z.infer<typeof answerSchema>;

/** Splits `x-served-by: color;version;replica`. */
export function servedBy(header: string | undefined): Pick<Answer, "color" | "version" | "replica"> {
  const [color, version, replica] = header?.split(";") ?? [];
  return { color: color ?? null, version: version ?? null, replica: replica ?? null };
}

/**
 * @param fromRouter whether the answer carries the router's own mark
 */
export function outcomeOf(kind: Answer["kind"], status: number, fromRouter: boolean): Outcome {
  if (fromRouter) return "router-error";
  if (status === (kind === "place" ? 201 : 200)) return "ok";
  return status >= 500 ? "service-error" : "unexpected";
}
