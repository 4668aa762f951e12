import type { FreezeWindow } from "./calendar.ts";
import { approvalHolds, countApprovers } from "./count-approvers.ts";
import type { Approval, FreezeRequest, Rule } from "./decision.ts";
import { approvingLabel } from "./labels.ts";
import { ticketId } from "./ticket.ts";
import type { Ground } from "./wording.ts";

/** What one window says of a change. */
export type WindowVerdict =
  | {
      readonly passes: true;
      readonly rule: Rule;
      readonly grounds: readonly Ground[];
      readonly counted: readonly string[];
      /** The carve-out that it passed as. */
      readonly carveOut: string | null;
    }
  | { readonly passes: false; readonly grounds: readonly Ground[] };

/** A change and its evidence, as far as they do not depend on the window. */
export interface Asked {
  readonly request: FreezeRequest;
  /** The approving label as it was typed. */
  readonly label: string | null;
  /** In its plain form; null: none, or malformed. */
  readonly ticket: string | null;
  /** Those that hold for this change now. */
  readonly approvals: readonly Approval[];
}

export function asked(request: FreezeRequest, approvals: readonly Approval[], now: number): Asked {
  const ticket = request.ticket === null ? null : ticketId(request.ticket);
  return {
    request,
    label: approvingLabel(request.labels),
    ticket,
    approvals: ticket === null ? [] : approvals.filter((approval) => approvalHolds(approval, request, ticket, now)),
  };
}

/**
 * Judges a change, other than a backout, against one window that is open and covers it.
 *
 * A merge needs the approving label and a CAB ticket, and approvals where the window asks for a number of them. A
 * deploy needs a CAB ticket that somebody else has approved: an exception of this window, or verified approvals.
 */
export function judgeWindow(window: FreezeWindow, asked: Asked, now: number): WindowVerdict {
  const { request, ticket } = asked;
  const merge = request.kind === "merge";
  const against: Ground[] = [];
  if (merge && asked.label === null) against.push({ code: "label-missing" });
  if (ticket === null) {
    against.push({ code: request.ticket === null ? "ticket-missing" : "ticket-malformed" });
    return { passes: false, grounds: against };
  }
  const answer = request.ticketAnswer ?? null;
  if (answer !== null && answer.status !== "approved")
    against.push({
      code: registerCodes[answer.status],
      id: answer.name,
      text: "text" in answer ? answer.text : "",
    });
  const pass = (
    rule: Rule,
    code: Ground["code"],
    counted: readonly string[] = [],
    carveOut = request.carveOut?.category ?? null,
  ): WindowVerdict =>
    against.length > 0
      ? { passes: false, grounds: against }
      : {
          passes: true,
          rule,
          grounds: [{ code, counted, carveOut }],
          counted,
          carveOut: rule === "carve-out" ? carveOut : null,
        };

  if (!merge && window.ticketOnly) return pass("ticket-only", "ticket-accepted");
  const claim = carveOut(window, request);
  if (claim === "asserted") return pass("carve-out", "carve-out-used");
  const asserting = assertionOf(window, asked);
  if (asserting !== null) return pass("carve-out", "carve-out-used", [asserting.id], asserting.category);
  const needed = window.approvals ?? (merge ? 0 : 1);
  if (needed === 0) return pass("label-and-ticket", "ticket-accepted");

  const count = countApprovers(window, asked.approvals, request, ticket, now);
  const have = count.approvers.size;
  if (have >= needed) {
    if (merge) return pass("label-ticket-and-approvals", "approvals-used", count.ids);
    return count.byException
      ? pass("exception", "exception-used", count.ids)
      : pass("approvals", "approvals-used", count.ids);
  }
  const nobody = have === 0 && !merge && needed === 1;
  against.push({ code: nobody ? "ticket-not-approved" : "approvals-missing", have, needed }, ...count.nearMisses);
  if (claim !== null) against.push({ code: claim });
  return { passes: false, grounds: against };
}

const registerCodes = {
  unknown: "ticket-not-in-register",
  refused: "ticket-refused-by-register",
  unavailable: "register-unavailable",
} as const;

/** The approval by which a code owner says that the change is one of the window's carve-outs; its own author cannot. */
function assertionOf(window: FreezeWindow, { approvals, request }: Asked): { id: string; category: string } | null {
  for (const { id, role, category, approver } of approvals)
    if (role === "code-owner" && category && window.carveOuts.includes(category) && approver !== request.author)
      return { id, category };
  return null;
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
