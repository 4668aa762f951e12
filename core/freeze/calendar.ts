import type { Recurrence } from "./recurrence.ts";

/** What a window or an exception covers. An absent list covers everything. */
export interface Scope {
  readonly stacks?: readonly string[] | undefined;
  readonly services?: readonly string[] | undefined;
  readonly environments?: readonly string[] | undefined;
  readonly tenantClasses?: readonly string[] | undefined;
}

/** One approved change, as freeze.yaml lists it. Times are epoch milliseconds. */
export interface Exception {
  readonly id: string;
  /** Normalised by `ticketId`. */
  readonly ticket: string;
  readonly scope: Scope;
  readonly startsAt: number | null;
  /** First instant at which it no longer holds. */
  readonly expiresAt: number;
  readonly carveOut: string | null;
  readonly approvedBy: readonly string[];
  readonly reason: string | null;
  /** Caps that the cutover obeys while it runs under this exception. */
  readonly maxCanaryWeight: number | null;
  readonly minAcaScore: number | null;
}

/** A freeze window; of one that recurs the times are those of its first occurrence. Times are epoch milliseconds. */
export interface FreezeWindow {
  readonly name: string;
  readonly startsAt: number;
  /** First instant after the window. */
  readonly endsBefore: number;
  /** The end as written; its whole second (of a date: its whole day) belongs to the window when `endInclusive`. */
  readonly end: number;
  readonly endInclusive: boolean;
  readonly zone: string;
  readonly recurrence?: Recurrence | null;
  readonly scope: Scope;
  /** Distinct approvers that a change needs; null: none at a merge, one (or an exception) at a deploy. */
  readonly approvals: number | null;
  /** Who may approve; null: anyone. An exception then counts only through its `approvedBy`. */
  readonly approvers: readonly string[] | null;
  /** A well-formed CAB ticket is enough at a deploy, nobody else need have approved it. */
  readonly ticketOnly: boolean;
  /** Carve-outs: categories in plain words. */
  readonly carveOuts: readonly string[];
  readonly exceptions: readonly Exception[];
}

/** Where a calendar was read: the decision says so. */
export interface CalendarSource {
  readonly file: string;
  readonly from: "git-ref" | "working-tree";
  /** The commit, when read from git. */
  readonly ref: string | null;
  /** How that commit was chosen; absent or null for the working tree. */
  readonly found?: "merge-base" | "head" | "origin-main" | "policy-ref" | null;
  /** `sha256:<hex>` of the file's bytes. */
  readonly digest: string;
}

export interface Calendar {
  readonly windows: readonly FreezeWindow[];
  readonly source: CalendarSource | null;
}
