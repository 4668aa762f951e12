/** `maestro-conductor/freeze`: may this change go out now? Pure. */

export { InputError } from "../core/errors/index.ts";
export {
  type Approval,
  type Calendar,
  calendarSchema,
  type Decision,
  decide,
  decideAll,
  decisionText,
  type Exception,
  type FreezeRequest,
  type FreezeWindow,
  labelNames,
  parseLabels,
  type Reason,
  type ReasonCode,
  type RequestKind,
  type Rule,
  type Scope,
  ticketId,
  ticketInLabels,
  ticketInText,
} from "../core/freeze/index.ts";
