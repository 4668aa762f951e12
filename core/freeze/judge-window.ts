import type { FreezeWindow } from "./calendar.ts";
import { countApprovers } from "./count-approvers.ts";
import type { Approval, FreezeRequest, Reason, Rule } from "./decision.ts";
import { approvingLabel } from "./labels.ts";
import { ticketId } from "./ticket.ts";
import { reason } from "./wording.ts";

/** What one window says of a change. */
export type WindowVerdict =
  | {
      readonly passes: true;
      readonly rule: Rule;
      readonly reasons: readonly Reason[];
      readonly counted: readonly string[];
    }
  | { readonly passes: false; readonly reasons: readonly Reason[] };

/**
 * Judges a change, other than a backout, against one window that is open and covers it.
 *
 * A merge needs the approving label and a CAB ticket, and approvals where the window asks for a number of them. A
 * deploy needs a CAB ticket that somebody else has approved: an exception of this window, or verified approvals.
 */
export function judgeWindow(
  window: FreezeWindow,
  approvals: readonly Approval[],
  request: FreezeRequest,
  now: number,
): WindowVerdict {
  const merge = request.kind === "merge";
  const reasons: Reason[] = [];
  if (merge && approvingLabel(request.labels) === null) reasons.push(reason("label-missing", window, request));
  const ticket = request.ticket === null ? null : ticketId(request.ticket);
  if (ticket === null) {
    reasons.push(reason(request.ticket === null ? "ticket-missing" : "ticket-malformed", window, request));
    return { passes: false, reasons };
  }
  const pass = (rule: Rule, code: Reason["code"], counted: readonly string[] = []): WindowVerdict =>
    reasons.length > 0
      ? { passes: false, reasons }
      : { passes: true, rule, reasons: [reason(code, window, request, { counted })], counted };

  if (!merge && window.ticketOnly) return pass("ticket-only", "ticket-accepted");
  const claim = carveOut(window, request);
  if (claim === "asserted") return pass("carve-out", "carve-out-used");
  const needed = window.approvals ?? (merge ? 0 : 1);
  if (needed === 0) return pass("label-and-ticket", "ticket-accepted");

  const count = countApprovers(window, approvals, request, ticket, now);
  if (count.approvers.size >= needed) {
    if (merge) return pass("label-ticket-and-approvals", "approvals-used", count.ids);
    return count.byException
      ? pass("exception", "exception-used", count.ids)
      : pass("approvals", "approvals-used", count.ids);
  }
  const missing = count.approvers.size === 0 && !merge && needed === 1 ? "ticket-not-approved" : "approvals-missing";
  reasons.push(reason(missing, window, request, { have: count.approvers.size, needed }));
  for (const { code, id, at } of count.nearMisses) reasons.push(reason(code, window, request, { id, at }));
  if (claim !== null) reasons.push(reason(claim, window, request));
  return { passes: false, reasons };
}

/** Null when no carve-out is claimed. A category that the window does not list waives nothing. */
function carveOut(
  window: FreezeWindow,
  request: FreezeRequest,
): "asserted" | "carve-out-unknown" | "carve-out-not-asserted" | null {
  if (!request.carveOut) return null;
  if (!window.carveOuts.includes(request.carveOut.category)) return "carve-out-unknown";
  return request.carveOut.assertedBy === "code-owner" ? "asserted" : "carve-out-not-asserted";
}
