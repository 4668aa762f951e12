export { type ApprovalRequest, approvalRequestSchema, requestName } from "./approval-request.ts";
export { windowsBetween } from "./between.ts";
export { answerOf, type Cab, type CabTicket, cabSchema, fileRegister, type ServiceNow } from "./cab.ts";
export type { Calendar, CalendarSource, Exception, FreezeWindow, Scope } from "./calendar.ts";
export { type Cap, capsOf } from "./caps.ts";
export { decide, decideAll } from "./decide.ts";
export type {
  Approval,
  ClockSource,
  Decision,
  FreezeRequest,
  Reason,
  ReasonCode,
  RequestKind,
  Rule,
  TicketSource,
} from "./decision.ts";
export { type ChangeFacts, durationText, type RunFacts, templateFacts } from "./facts.ts";
export { freeAt } from "./free-at.ts";
export { icalendar, scopeText } from "./icalendar.ts";
export { approvingLabel, labelNames, parseLabels } from "./labels.ts";
export { dayStart, monthsBetween, monthText } from "./month.ts";
export { type Occurrence, occurrences, openAt } from "./occurrences.ts";
export type { Recurrence } from "./recurrence.ts";
export { decisionText, refuseUnlessAllowed } from "./refusal.ts";
export { strictestAnswer, type TicketAnswer, type TicketRegister } from "./register.ts";
export { deployRequest } from "./request.ts";
export { personOfLogin, reviewApprovals } from "./reviews.ts";
export { checkRulesets, type Ruleset, type RulesetFinding, requiredCheck, rulesetSchema } from "./ruleset.ts";
export { calendarSchema } from "./schema.ts";
export { environments, tenantClasses, windowCovers } from "./scope.ts";
export { approvedConfigDigest, freezeApproval } from "./signed.ts";
export { ticketId, ticketInLabels, ticketInText } from "./ticket.ts";
