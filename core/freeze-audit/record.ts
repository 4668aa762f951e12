import * as z from "zod";
import type { Decision } from "../freeze/index.ts";

const text = z.string();
const count = z.int().min(0);

/** What the ledger keeps of a freeze decision. Entries of before the later fields were there lack them. */
const decided = {
  decision: z.enum(["allow", "deny"]),
  rule: text,
  ticket: text.nullable(),
  ticketSource: text.nullable().default(null),
  approvals: z.array(text).default([]),
  carveOut: text.nullable().default(null),
  window: z.looseObject({ name: text, start: text, end: text }).nullable().default(null),
  reasons: z.array(z.looseObject({ code: text, text })).default([]),
  calendar: z.looseObject({ digest: text, from: text, ref: text.nullable() }).nullable().default(null),
};

/** Bodies of the ledger's entries that the audit reads, by kind. */
export const recordSchemas = {
  /** Before an operation of a command: what was decided; `applied` says that it is run now. */
  "operation.decided": z.looseObject({
    verb: text,
    stack: text,
    ...decided,
    environment: text.nullable().default(null),
    service: text.nullable().default(null),
    configDigest: text.nullable().default(null),
    applied: z.boolean(),
    operations: z.record(text, count).default({}),
  }),
  /** After it. `decided` is the number of its decision's entry. */
  "operation.ended": z.looseObject({
    verb: text,
    stack: text,
    decided: count,
    outcome: z.enum(["succeeded", "failed", "refused"]),
    error: text.nullable(),
  }),
  /** A command that came to no decision: rules that cannot be read, a clock that was put back. */
  "operation.refused": z.looseObject({ verb: text, stack: text, code: text, text }),
  /** What a cutover was told, whenever the answer changes. */
  "freeze.decided": z.looseObject({ stack: text, ...decided }),
  /** A refusal that pack or guard left as a note, taken over by a command. */
  "refusal.collected": z.looseObject({
    digest: text,
    note: z.custom<RefusalNote>(),
    /** When the file system says that it was written: the note's own clock may have been put back. */
    writtenAt: text,
  }),
  /** A pull-request check's document, taken over by a command. */
  "check.collected": z.looseObject({ digest: text, file: text, document: z.record(text, z.unknown()) }),
} as const;

export type RecordKind = keyof typeof recordSchemas;
export type RecordBody<K extends RecordKind> = z.output<(typeof recordSchemas)[K]>;

/** The part of an entry's body that says what was decided. */
export function decisionRecord(decision: Decision): Record<string, unknown> {
  const { evidence, window, source } = decision;
  return {
    decision: decision.decision,
    rule: decision.rule,
    ticket: evidence.ticket,
    ticketSource: evidence.ticketSource,
    approvals: [...evidence.approvals],
    carveOut: evidence.carveOut,
    window: window && { name: window.name, start: window.start, end: window.end },
    reasons: decision.reasons.map(({ code, text: said }) => ({ code, text: said })),
    calendar: source && { digest: source.digest, from: source.from, ref: source.ref },
  };
}

/** Who left a note: the policy pack, or the guard in the program. */
export const noteSchema = z.strictObject({
  by: z.enum(["pack", "guard"]),
  /** Epoch ms by the process's own clock. */
  at: z.int(),
  pid: count,
  stack: text.max(500),
  /** In a preview, `pulumi preview` or the first half of `pulumi up`. */
  preview: z.boolean(),
  code: text.max(100),
  text: text.max(20_000),
  ticket: text.max(500).nullable(),
  environment: text.max(500).nullable(),
  window: text.max(500).nullable(),
  /** Names of variables that are set and can change what the process does; never their values. */
  variables: z.array(text.max(100)).max(50),
});
export type RefusalNote = z.infer<typeof noteSchema>;
