/** What a driver reads of a load: its summary, and what its log says of switches and writes. */
export {
  acceptedIds,
  countWrites,
  parseAnswers,
  type SwitchQuestion,
  type SwitchSeen,
  switchSeen,
  type WriteCount,
} from "./analysis.ts";
export type { Answer, Outcome } from "./answer.ts";
export { storedOrders } from "./audit.ts";
export type { Summary } from "./summary.ts";
