/** What a CAB register says of one ticket; `name` is the register's, such as freeze/cab.yaml. */
export type TicketAnswer =
  | { readonly status: "approved"; readonly name: string }
  /** `text` says why not: rejected, not yet approved, not now. */
  | { readonly status: "refused"; readonly name: string; readonly text: string }
  | { readonly status: "unknown"; readonly name: string }
  /** No answer is never a yes. */
  | { readonly status: "unavailable"; readonly name: string; readonly text: string };

/** The port behind which a register lies; it is asked before the decision, which is pure. */
export interface TicketRegister {
  readonly name: string;
  /** @param ticket in its plain form, see `ticketId` @param now epoch milliseconds */
  readonly ask: (ticket: string, now: number) => Promise<TicketAnswer>;
}

/** Of several registers, such as the trusted commit's and the working tree's, the first that does not approve. */
export function strictestAnswer(answers: readonly TicketAnswer[]): TicketAnswer | null {
  return answers.find(({ status }) => status !== "approved") ?? answers[0] ?? null;
}
