import * as z from "zod";
import { readTime, rfc3339 } from "../time/index.ts";
import type { TicketAnswer, TicketRegister } from "./register.ts";
import { ticketId } from "./ticket.ts";

/** A ticket of the file register. Epoch milliseconds; null: no bound. */
export interface CabTicket {
  readonly id: string;
  readonly status: "requested" | "approved" | "rejected" | "closed";
  readonly startsAt: number | null;
  readonly endsBefore: number | null;
}

export interface ServiceNow {
  readonly url: string;
  /** Names of environment variables: of an OAuth token, or of `user:password`. */
  readonly tokenEnv: string;
  readonly timeoutMs: number;
}

export type Cab = { readonly tickets: readonly CabTicket[] } | { readonly servicenow: ServiceNow };

const ticket = z
  .strictObject({
    id: z.string(),
    status: z.enum(["requested", "approved", "rejected", "closed"]),
    from: z.string().optional(),
    until: z.string().optional(),
    summary: z.string().max(1000).optional(),
  })
  .transform((given, context): CabTicket => {
    const refuse = (key: string, message: string, code: string, next: string): void =>
      context.addIssue({ code: "custom", path: [key], message, params: { code, next } });
    const id = ticketId(given.id);
    if (id === null) refuse("id", "expected a CAB ticket such as CAB-123", "ticket-malformed", "write the ticket's id");
    const from = given.from === undefined ? null : readTime(given.from, undefined, "start");
    const until = given.until === undefined ? null : readTime(given.until, undefined, "end");
    if (from && !from.ok) refuse("from", from.expected, "time-invalid", from.next);
    if (until && !until.ok) refuse("until", until.expected, "time-invalid", until.next);
    if (from?.ok && until?.ok && until.time.after <= from.time.at)
      refuse("until", "the ticket ends before it starts", "end-before-start", "correct from or until");
    return {
      id: id ?? "",
      status: given.status,
      startsAt: from?.ok ? from.time.at : null,
      endsBefore: until?.ok ? until.time.after : null,
    };
  });

const servicenow = z.strictObject({
  url: z.string().regex(/^https:\/\/[^/?#@]+$|^http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?$/, {
    error: "expected the instance's address, such as https://example.service-now.com",
  }),
  tokenEnv: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,99}$/, "expected the name of an environment variable")
    .default("SERVICENOW_TOKEN"),
  timeoutMs: z.int().min(100).max(30_000).default(5000),
});

/** freeze/cab.yaml: where CAB tickets are looked up. `tickets:` lists them, or `servicenow:` names who knows them. */
export const cabSchema = z
  .union([
    z.strictObject({ servicenow }),
    z.strictObject({ tickets: z.array(ticket).max(100_000) }).superRefine(({ tickets }, context) => {
      const seen = new Set<string>();
      for (const [index, { id }] of tickets.entries()) {
        if (seen.has(id))
          context.addIssue({
            code: "custom",
            path: ["tickets", index, "id"],
            message: `${id} stands there twice`,
            params: { code: "name-twice", next: "keep one entry a ticket" },
          });
        seen.add(id);
      }
    }),
  ])
  .describe("The CAB register");

/** The register that a file is. */
export function fileRegister(tickets: readonly CabTicket[], name: string): TicketRegister {
  return {
    name,
    ask: async (id, now) => {
      const found = tickets.find((one) => one.id === id);
      return found === undefined ? { status: "unknown", name } : answerOf(found, name, now);
    },
  };
}

/** What a ticket's state and times mean now. */
export function answerOf({ status, startsAt, endsBefore }: CabTicket, name: string, now: number): TicketAnswer {
  const refused = (text: string): TicketAnswer => ({ status: "refused", name, text });
  if (status !== "approved") return refused(`is ${status}, not approved`);
  if (startsAt !== null && now < startsAt) return refused(`may be carried out from ${rfc3339(startsAt)} on`);
  if (endsBefore !== null && now >= endsBefore) return refused(`had to be carried out before ${rfc3339(endsBefore)}`);
  return { status: "approved", name };
}
