import * as z from "zod";
import { nearest } from "../text/index.ts";
import { readTime } from "../time/index.ts";
import type { Exception, Scope } from "./calendar.ts";
import { environments, matches, tenantClasses } from "./scope.ts";
import { ticketId } from "./ticket.ts";

const name = z.string().min(1).max(200);
export const names = z.array(name).min(1);

/** Names of a closed list, or their beginnings with `*`: a misspelt one would cover nothing, and lift the freeze. */
const namesOf = (known: readonly string[]) =>
  names.superRefine((given, context) => {
    for (const [index, pattern] of given.entries()) {
      if (known.some((name) => matches(pattern, name))) continue;
      const near = nearest(pattern, known);
      const next = near ? `write ${near}` : `use ${known.join(", ")}, or "*"`;
      const message = `expected one of ${known.join(", ")}, not ${JSON.stringify(pattern)}`;
      context.addIssue({ code: "custom", path: [index], message, params: { code: "scope-unknown", next } });
    }
  });

export const scopeKeys = {
  stacks: names.optional(),
  services: names.optional(),
  environments: namesOf(environments).optional(),
  tenantClasses: namesOf(tenantClasses).optional(),
};

/** One approved change under `exceptions`. */
export const entry = z.strictObject({
  id: name,
  ticket: z.string(),
  ...scopeKeys,
  starts: z.string().optional(),
  expires: z.string(),
  carveOut: z.string().optional(),
  approvedBy: names.optional(),
  reason: z.string().max(1000).optional(),
  maxCanaryWeight: z.int().min(0).max(100).optional(),
  minAcaScore: z.number().min(0).max(1).optional(),
});

interface EntryProblem {
  readonly path: PropertyKey[];
  readonly message: string;
  readonly code: string;
  readonly next: string;
}

/** Resolves an entry's times and ticket. An exception that names no stack and no service would lift the whole freeze. */
export function exceptionOf(
  given: z.output<typeof entry>,
  zone: string | undefined,
): { exception: Exception | null; problems: EntryProblem[] } {
  const problems: EntryProblem[] = [];
  const refuse = (key: string, message: string, code: string, next: string): void => {
    problems.push({ path: [key], message, code, next });
  };
  const ticket = ticketId(given.ticket);
  if (ticket === null)
    refuse("ticket", "expected a CAB ticket such as CAB-123", "ticket-malformed", "write the CAB ticket's id");
  if (!given.stacks && !given.services)
    refuse(
      "id",
      "the exception names no stacks and no services",
      "exception-without-scope",
      'add stacks: [name], or stacks: ["*"] for all',
    );
  const starts = given.starts === undefined ? null : readTime(given.starts, zone, "start");
  const expires = readTime(given.expires, zone, "end");
  if (starts && !starts.ok) refuse("starts", starts.expected, "time-invalid", starts.next);
  if (!expires.ok) refuse("expires", expires.expected, "time-invalid", expires.next);
  else if (starts?.ok && expires.time.after <= starts.time.at)
    refuse("expires", "the exception expires before it starts", "end-before-start", "correct starts or expires");
  if (problems.length > 0 || ticket === null || !expires.ok) return { exception: null, problems };
  const exception: Exception = {
    id: given.id,
    ticket,
    scope: scopeOf(given),
    startsAt: starts?.ok ? starts.time.at : null,
    expiresAt: expires.time.after,
    carveOut: given.carveOut ?? null,
    approvedBy: given.approvedBy ?? [],
    reason: given.reason ?? null,
    maxCanaryWeight: given.maxCanaryWeight ?? null,
    minAcaScore: given.minAcaScore ?? null,
  };
  return { exception, problems };
}

export function scopeOf({ stacks, services, environments, tenantClasses }: Scope): Scope {
  return { stacks, services, environments, tenantClasses };
}
