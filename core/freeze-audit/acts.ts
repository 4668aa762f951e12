import type { LedgerEntry } from "../ledger/index.ts";

/** Something that a person did about an approval. */
export interface ApprovalAct {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly act: "requested" | "approved" | "revoked";
  /** The approval's id, where there is one. */
  readonly id: string | null;
  /** The CAB ticket. */
  readonly ticket: string | null;
  readonly stack: string | null;
  readonly file: string | null;
}

const acts: Readonly<Record<string, ApprovalAct["act"]>> = {
  "freeze.requested": "requested",
  "freeze.approved": "approved",
  "freeze.revoked": "revoked",
};

/** What was asked for, approved and revoked, as the ledger has it, whether or not the files are there still. */
export function approvalActs(entries: readonly LedgerEntry[]): ApprovalAct[] {
  return entries.flatMap(({ seq, at, actor, kind, body }) => {
    const act = acts[kind];
    if (act === undefined) return [];
    const text = (name: string): string | null => (typeof body[name] === "string" ? body[name] : null);
    return [
      {
        seq,
        at,
        actor,
        act,
        id: text("approval") ?? text("id"),
        ticket: text("ticket"),
        stack: text("stack") ?? text("target"),
        file: text("file"),
      },
    ];
  });
}
