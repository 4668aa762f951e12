import { rfc3339 } from "../time/index.ts";
import type { FreezeWindow } from "./calendar.ts";
import type { FreezeRequest, Reason, ReasonCode } from "./decision.ts";

/** Why a window refuses or lets pass, before it is put into words. */
export interface Ground {
  readonly code: ReasonCode;
  readonly id?: string;
  readonly at?: number | null;
  readonly have?: number;
  readonly needed?: number;
  readonly counted?: readonly string[];
  readonly text?: string;
  readonly carveOut?: string | null;
}

/** The words of every reason that a window gives: what, why, until when, and what to do next. */
export function reason(facts: Ground, window: FreezeWindow, request: FreezeRequest): Reason {
  const { code } = facts;
  const merge = request.kind === "merge";
  const ticket = request.ticket ?? "(none)";
  const held = `change freeze ${JSON.stringify(window.name)} holds ${what(request)} until ${until(window)}`;
  const list = `add an entry to exceptions of freeze.yaml: {id, ticket: ${request.ticket ?? "CAB-<number>"}, ${coverage(request)}, expires} and have it approved`;
  const wait = `or wait until ${until(window)}`;
  const of = (text: string, next: string | null): Reason => ({ code, text, next });
  switch (code) {
    case "label-missing":
      return of(
        `${held}: the label FREEZE-APPROVED is missing`,
        `have the change approved and labelled FREEZE-APPROVED, ${wait}`,
      );
    case "ticket-missing":
      return of(
        `${held}: it names no CAB ticket`,
        merge
          ? `write a line "CAB: CAB-<number>" into the pull request's text, or pass --ticket, ${wait}`
          : `pulumi config set --path 'maestro-conductor:change.ticket' CAB-<number> once that ticket is approved, ${wait}`,
      );
    case "ticket-malformed":
      return of(
        `${held}: ${JSON.stringify(ticket)} is not the id of a CAB ticket`,
        "name the ticket by its id, such as CAB-123 or CHG0030192",
      );
    case "ticket-not-approved":
      return of(`${held}: nobody has approved CAB ticket ${ticket} for it`, `${list}, ${wait}`);
    case "ticket-not-in-register":
      return of(`${held}: ${facts.id} knows no CAB ticket ${ticket}`, "name a ticket that the CAB has approved");
    case "ticket-refused-by-register":
      return of(`${held}: ${facts.id} says that ${ticket} ${facts.text}`, "have the CAB approve the ticket for now");
    case "register-unavailable":
      return of(
        `${held}: ${facts.id} does not answer for ${ticket} (${facts.text})`,
        "try again when the register answers; no answer is no approval",
      );
    case "approval-not-counted":
      return of(
        `${held}: the change names the approval ${request.approval}, which does not count for it`,
        "maestro freeze verify says why; correct change.approval, or remove it",
      );
    case "approvals-missing":
      return of(
        `${held}: CAB ticket ${ticket} has ${facts.have ?? 0} of ${facts.needed ?? 1} approvals by different people`,
        merge ? `have this commit approved by ${facts.needed ?? 1} approvers, ${wait}` : `${list}, ${wait}`,
      );
    case "exception-expired":
      return of(
        `exception ${facts.id} for ${ticket} expired at ${rfc3339(facts.at ?? 0)}`,
        "have a new exception approved",
      );
    case "exception-not-started":
      return of(`exception ${facts.id} for ${ticket} starts at ${rfc3339(facts.at ?? 0)}`, "wait until then");
    case "exception-out-of-scope":
      return of(
        `exception ${facts.id} for ${ticket} does not cover ${what(request)}`,
        "have an exception approved that covers it",
      );
    case "self-approval":
      return of(
        `${facts.id}: ${request.author ?? "the author"} may not approve their own change`,
        "have somebody else approve it",
      );
    case "carve-out-unknown":
      return of(
        `${request.carveOut?.category ?? "the carve-out"} is no carve-out of ${JSON.stringify(window.name)}`,
        `use one of: ${window.carveOuts.join(", ") || "(there is none)"}`,
      );
    case "carve-out-not-asserted":
      return of(
        `no code owner says that this change is ${request.carveOut?.category ?? "a carve-out"}`,
        "have a code owner assert it",
      );
    case "exception-used":
      return of(`${held}; CAB ticket ${ticket} is excepted by ${(facts.counted ?? []).join(", ")}`, null);
    case "approvals-used":
      return of(`${held}; CAB ticket ${ticket} is approved by ${(facts.counted ?? []).join(", ")}`, null);
    case "carve-out-used":
      return of(
        `${held}; CAB ticket ${ticket} passes as ${facts.carveOut ?? request.carveOut?.category ?? "a carve-out"}`,
        null,
      );
    case "ticket-accepted":
      return of(`${held}; CAB ticket ${ticket} ${merge ? "and the label are" : "is"} enough for it`, null);
    case "backout-always-allowed":
      return of(`${held}; a backout is always allowed`, null);
    case "more-windows":
      return of(
        `${facts.have ?? 0} more windows say the same or alike`,
        `look at ${JSON.stringify(window.name)} and the others in freeze.yaml`,
      );
    case "recurrence-unresolved":
      return of(
        `change freeze ${JSON.stringify(window.name)} may hold ${what(request)}: its rule cannot be expanded (${facts.id})`,
        "give its rrule a later start, or a simpler rule",
      );
    case "windows-overlap":
    case "outside-every-window":
    case "clock-invalid":
      return of(held, null);
  }
}

/** Says of windows that hold at one time how each of them judged, since all must let the change pass. */
export function overlapping(verdicts: readonly { readonly window: FreezeWindow; readonly passes: boolean }[]): Reason {
  const refusing = verdicts.filter(({ passes }) => !passes);
  const said = [...refusing, ...verdicts.filter(({ passes }) => passes)]
    .slice(0, 10)
    .map(
      ({ window, passes }) =>
        `${JSON.stringify(window.name)} until ${until(window)} ${passes ? "lets it pass" : "refuses"}`,
    );
  const more = verdicts.length > said.length ? `, and ${verdicts.length - said.length} more` : "";
  return {
    code: "windows-overlap",
    text: `${verdicts.length} windows hold now, and every one has to let the change pass: ${said.join(", ")}${more}`,
    next: refusing.length > 0 ? "meet each window that refuses, or wait until the last of them ends" : null,
  };
}

/** `2025-12-27T23:59:59Z inclusive (UTC)` */
export function until(window: FreezeWindow): string {
  return `${rfc3339(window.end)}${window.endInclusive ? " inclusive" : ""}${window.zone === "UTC" ? "" : ` (${window.zone})`}`;
}

function what(request: FreezeRequest): string {
  if (request.kind === "merge") return "this merge";
  const verb = request.kind === "deploy" ? "deploys to" : `${request.kind} of`;
  const stack = request.stack === null ? "this stack" : `stack ${request.stack}`;
  return `${verb} ${stack}${request.environment === null ? "" : ` (${request.environment})`}`;
}

function coverage(request: FreezeRequest): string {
  return request.stack === null ? "stacks: [<name>]" : `stacks: [${request.stack}]`;
}
