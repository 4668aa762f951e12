import type { FreezeWindow } from "./calendar.ts";
import type { Approval, FreezeRequest, ReasonCode } from "./decision.ts";
import { exceptionCovers } from "./scope.ts";
import { ticketId } from "./ticket.ts";

/** What nearly counted, so that the refusal can say why it did not. */
export interface NearMiss {
  readonly code: Extract<
    ReasonCode,
    "exception-expired" | "exception-not-started" | "exception-out-of-scope" | "self-approval"
  >;
  readonly id: string;
  /** The instant it expired or starts; null where time was not the matter. */
  readonly at: number | null;
}

export interface ApproverCount {
  /** Distinct approvers; an exception without `approvedBy` counts as one of its own. */
  readonly approvers: ReadonlySet<string>;
  readonly byException: boolean;
  /** Ids of what counted. */
  readonly ids: readonly string[];
  readonly nearMisses: readonly NearMiss[];
}

/** Counts who approved a ticket in a window: this window's exceptions, and signed approvals that hold for the change. */
export function countApprovers(
  window: FreezeWindow,
  approvals: readonly Approval[],
  request: FreezeRequest,
  ticket: string,
  now: number,
): ApproverCount {
  const approvers = new Set<string>();
  const ids: string[] = [];
  const nearMisses: NearMiss[] = [];
  let byException = false;
  const counts = (approver: string, id: string): boolean => {
    if (window.approvers && !window.approvers.includes(approver)) return false;
    if (approver === request.author) {
      nearMisses.push({ code: "self-approval", id, at: null });
      return false;
    }
    approvers.add(approver);
    return true;
  };
  for (const exception of window.exceptions) {
    const { id } = exception;
    if (exception.ticket !== ticket) continue;
    if (now >= exception.expiresAt) nearMisses.push({ code: "exception-expired", id, at: exception.expiresAt });
    else if (exception.startsAt !== null && now < exception.startsAt)
      nearMisses.push({ code: "exception-not-started", id, at: exception.startsAt });
    else if (!exceptionCovers(exception.scope, request))
      nearMisses.push({ code: "exception-out-of-scope", id, at: null });
    else {
      const by = exception.approvedBy.length > 0 ? exception.approvedBy : [`exception ${id}`];
      if (by.filter((approver) => counts(approver, id)).length === 0) continue;
      byException = true;
      ids.push(id);
    }
  }
  for (const { approver, id } of approvals) if (counts(approver, id)) ids.push(id);
  return { approvers, byException, ids, nearMisses };
}

/** Whether a verified approval is for this change, and neither expired nor revoked. */
export function approvalHolds(approval: Approval, request: FreezeRequest, ticket: string, now: number): boolean {
  if (ticketId(approval.ticket) !== ticket || now >= approval.expiresAt) return false;
  if (approval.revokedAt !== null && now >= approval.revokedAt) return false;
  if (approval.configDigest !== undefined && approval.configDigest !== request.configDigest) return false;
  if (request.kind === "deploy" && !allowsRelease(approval, request)) return false;
  return request.kind === "merge"
    ? approval.headSha !== null && approval.headSha === (request.headSha ?? null)
    : approval.stack !== null && approval.stack === request.stack;
}

/** Whether what is deployed is what was approved. In a run its driver has held the plan against the approval. */
function allowsRelease({ planDigest, versions }: Approval, request: FreezeRequest): boolean {
  if (versions && !request.versions?.every((version) => versions.includes(version))) return false;
  if (planDigest === undefined) return true;
  return request.planDigest ? request.planDigest === planDigest : request.inRun === true;
}
