import { rfc3339 } from "../time/index.ts";
import type { Calendar, FreezeWindow } from "./calendar.ts";
import type { Approval, Decision, FreezeRequest, Reason, Rule } from "./decision.ts";
import { asked, judgeWindow } from "./judge-window.ts";
import { approvingLabel } from "./labels.ts";
import { openAt } from "./occurrences.ts";
import { windowCovers } from "./scope.ts";
import { ticketId } from "./ticket.ts";
import { type Ground, overlapping, reason } from "./wording.ts";

/**
 * Decides whether a change may go out. Every window that is open and covers the change must let it pass, so that one
 * more window never permits what was refused; an exception counts in its own window only. A backout always passes:
 * that it is one must have been checked before.
 *
 * @param approvals Signed approvals that have been verified.
 * @param now Epoch milliseconds; anything else is refused.
 */
export function decide(
  calendar: Calendar,
  approvals: readonly Approval[],
  request: FreezeRequest,
  now: number,
): Decision {
  const result = (
    decision: Decision["decision"],
    rule: Rule,
    window: FreezeWindow | null,
    reasons: readonly Reason[],
    counted: readonly string[] = [],
    carveOut: string | null = null,
  ): Decision => ({
    decision,
    inWindow: window !== null,
    window: window && {
      name: window.name,
      start: rfc3339(window.startsAt),
      end: rfc3339(window.end),
      endInclusive: window.endInclusive,
      zone: window.zone,
    },
    rule,
    reasons,
    evidence: {
      label: approvingLabel(request.labels),
      ticket: request.ticket === null ? null : (ticketId(request.ticket) ?? request.ticket),
      ticketSource: request.ticket === null ? null : request.ticketSource,
      approvals: counted,
      carveOut: carveOut ?? request.carveOut?.category ?? null,
    },
    headSha: request.headSha ?? null,
    evaluatedAt: validClock(now) ? rfc3339(now) : null,
    clockSource: request.clockSource ?? "argument",
    source: calendar.source,
  });

  if (!validClock(now))
    return result("deny", "default-refusal", null, [
      { code: "clock-invalid", text: "the time of the decision is not known", next: "set the machine's clock" },
    ]);
  const open: FreezeWindow[] = [];
  for (const window of calendar.windows) {
    if (!windowCovers(window.scope, request)) continue;
    try {
      const occurrence = openAt(window, now);
      if (occurrence) open.push(occurrence);
    } catch (cause) {
      // Not known to be closed is not closed.
      if (request.kind === "backout") open.push(window);
      else
        return result("deny", "default-refusal", window, [
          reason({ code: "recurrence-unresolved", id: (cause as Error).message }, window, request),
        ]);
    }
  }
  const last = open.reduce<FreezeWindow | null>((a, b) => (a === null || b.endsBefore > a.endsBefore ? b : a), null);
  if (last === null)
    return result("allow", "no-window", null, [
      { code: "outside-every-window", text: "no freeze window covers this change now", next: null },
    ]);
  if (request.kind === "backout")
    return result("allow", "backout", last, [reason({ code: "backout-always-allowed" }, last, request)]);

  const change = asked(request, approvals, now);
  const verdicts = open.map((window) => ({ window, ...judgeWindow(window, change, now) }));
  const refused = verdicts.filter((verdict) => !verdict.passes);
  const counted = [...new Set(verdicts.flatMap((verdict) => (verdict.passes ? verdict.counted : [])))];
  const overlap = verdicts.length > 1 ? [overlapping(verdicts)] : [];
  if (refused.length > 0)
    return result("deny", "default-refusal", refused[0]!.window, [...inWords(refused, request), ...overlap]);
  const passed = verdicts.flatMap((verdict) => (verdict.passes ? [verdict] : []));
  const rule = passed.find(({ window }) => window === last)!.rule;
  if (
    request.approval &&
    !approvals.some(({ id, file }) => isNamed(request.approval!, id, file) && counted.includes(id))
  )
    return result("deny", "default-refusal", last, [reason({ code: "approval-not-counted" }, last, request)], counted);
  const carveOut = passed.find((verdict) => verdict.carveOut !== null)?.carveOut ?? null;
  return result("allow", rule, last, [...inWords(passed, request), ...overlap], counted, carveOut);
}

/** An approval is named by its file below freeze/approvals, or by its id. */
function isNamed(name: string, id: string, file: string | null | undefined): boolean {
  const plain = name.replace(/^(?:\.\/)?(?:freeze\/approvals\/)?/, "");
  return name === id || (file ?? "").replace(/^freeze\/approvals\//, "") === plain;
}

/** The words of the first windows; nobody reads a thousand. */
function inWords(
  said: readonly { readonly window: FreezeWindow; readonly grounds: readonly Ground[] }[],
  request: FreezeRequest,
): Reason[] {
  const reasons = said.slice(0, 10).flatMap(({ window, grounds }) => grounds.map((g) => reason(g, window, request)));
  const next = said[10];
  return next ? [...reasons, reason({ code: "more-windows", have: said.length - 10 }, next.window, request)] : reasons;
}

/** The stricter of several calendars, such as the trusted one and the working tree's: any refusal refuses. */
export function decideAll(
  calendars: readonly [Calendar, ...Calendar[]],
  approvals: readonly Approval[],
  request: FreezeRequest,
  now: number,
): Decision {
  const decisions = calendars.map((calendar) => decide(calendar, approvals, request, now));
  return decisions.find((d) => d.decision === "deny") ?? decisions.find((d) => d.inWindow) ?? decisions[0]!;
}

/** Within what a date can hold; a NaN or an absurd clock must not read as "outside every window". */
function validClock(now: number): boolean {
  return Number.isFinite(now) && now > 0 && now < 8.64e15;
}
