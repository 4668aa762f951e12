import type { Limits } from "../attest/index.ts";
import type { CalendarSource } from "./calendar.ts";
import type { TicketAnswer } from "./register.ts";

/** What is asked for. `merge` is the pull-request check, the rest are effects on a stack. */
export type RequestKind = "merge" | "deploy" | "destroy" | "refresh" | "import" | "backout";

export type TicketSource = "argument" | "config" | "label" | "body" | "approval";

/** A change that asks to pass. Null means unknown: then every window applies and no exception does. */
export interface FreezeRequest {
  readonly kind: RequestKind;
  readonly stack: string | null;
  readonly service: string | null;
  readonly environment: string | null;
  readonly tenantClass?: string | null;
  /** Names of the pull request's labels; see `labelNames`. */
  readonly labels: readonly string[];
  readonly ticket: string | null;
  readonly ticketSource: TicketSource | null;
  /** What the CAB register said of the ticket; absent or null: there is no register. */
  readonly ticketAnswer?: TicketAnswer | null;
  /** Path of the signed approval that the change names; it then has to be among what counts. */
  readonly approval?: string | null;
  /** A carve-out that the change claims, and who says so: a label alone asserts nothing. */
  readonly carveOut?: { readonly category: string; readonly assertedBy: "code-owner" | "label" } | null;
  readonly author?: string | null;
  readonly headSha?: string | null;
  /** See `approvedConfigDigest`; absent where no stack is deployed. */
  readonly configDigest?: string | null;
  /** See `approvedPlanDigest`; absent where no cutover is asked about. */
  readonly planDigest?: string | null;
  /** A cutover's driver runs it, whose own gate holds the plan; the fence checks that claim. */
  readonly inRun?: boolean;
  /** Every version of the release config; null: not known. */
  readonly versions?: readonly string[] | null;
  readonly clockSource?: ClockSource;
}

export type ClockSource = "system" | "argument";

/** An approval whose signature, approver and bound digests have been checked; the decision checks the rest. */
export interface Approval {
  readonly id: string;
  readonly ticket: string;
  readonly approver: string;
  /** The role in which the approver spoke; `code-owner` asserts a carve-out. */
  readonly role?: string | null;
  /** The carve-out that the approver says the change is. */
  readonly category?: string | null;
  /** Where it was read. */
  readonly file?: string | null;
  /** The stack it was given for; null only for a merge. */
  readonly stack: string | null;
  readonly headSha: string | null;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
  /** The config that it is bound to; absent: any. */
  readonly configDigest?: string;
  /** The cutover plan that it is bound to; absent: any. */
  readonly planDigest?: string;
  /** The versions that it lets into the release; absent or null: any. */
  readonly versions?: readonly string[] | null;
  /** Caps that the cutover obeys while it runs under this approval. */
  readonly limits?: Limits | null;
}

/** The rule that decided. */
export type Rule =
  | "no-window"
  | "backout"
  | "label-and-ticket"
  | "label-ticket-and-approvals"
  | "exception"
  | "approvals"
  | "carve-out"
  | "ticket-only"
  | "default-refusal";

export type ReasonCode =
  | "outside-every-window"
  | "backout-always-allowed"
  | "more-windows"
  | "windows-overlap"
  | "label-missing"
  | "ticket-missing"
  | "ticket-malformed"
  | "ticket-not-approved"
  | "ticket-not-in-register"
  | "ticket-refused-by-register"
  | "register-unavailable"
  | "approval-not-counted"
  | "exception-expired"
  | "exception-not-started"
  | "exception-out-of-scope"
  | "approvals-missing"
  | "self-approval"
  | "carve-out-unknown"
  | "carve-out-not-asserted"
  | "clock-invalid"
  | "recurrence-unresolved"
  | "exception-used"
  | "approvals-used"
  | "carve-out-used"
  | "ticket-accepted";

export interface Reason {
  readonly code: ReasonCode;
  readonly text: string;
  /** What to do, in the imperative; null where nothing is to be done. */
  readonly next: string | null;
}

/** What was decided and on what evidence; freeze-enforce prints it. Instants are RFC 3339 in UTC. */
export interface Decision {
  readonly decision: "allow" | "deny";
  readonly inWindow: boolean;
  /** The window that decided: the one that refused, or of those passed the one that ends last. */
  readonly window: {
    readonly name: string;
    readonly start: string;
    readonly end: string;
    readonly endInclusive: boolean;
    readonly zone: string;
  } | null;
  readonly rule: Rule;
  readonly reasons: readonly Reason[];
  readonly evidence: {
    /** The approving label as it was typed. */
    readonly label: string | null;
    readonly ticket: string | null;
    readonly ticketSource: TicketSource | null;
    /** Ids of the exceptions and approvals that counted. */
    readonly approvals: readonly string[];
    readonly carveOut: string | null;
  };
  readonly headSha: string | null;
  readonly evaluatedAt: string | null;
  readonly clockSource: ClockSource;
  readonly source: CalendarSource | null;
}
