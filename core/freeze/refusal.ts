import { RefusedError } from "../errors/index.ts";
import type { Decision } from "./decision.ts";

/** What a person reads when a decision refuses: a line a reason, and below each what to do next. */
export function decisionText(decision: Decision): string {
  return decision.reasons
    .map(({ text, next }) => (next === null ? `${text}.` : `${text}.\n  Next: ${next}.`))
    .join("\n");
}

/** @throws RefusedError `freeze-refused` with the words of `decisionText` when the decision is no. */
export function refuseUnlessAllowed(decision: Decision): void {
  if (decision.decision === "allow") return;
  const next = decision.reasons.find((r) => r.next !== null)?.next;
  throw new RefusedError("freeze-refused", decisionText(decision), {
    file: decision.source?.file,
    next: next ?? undefined,
  });
}
