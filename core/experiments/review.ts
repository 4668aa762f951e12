import type { VerifiedApproval } from "../attest/index.ts";
import { digestOf } from "../ledger/index.ts";
import { type Experiment, endOf } from "./definition.ts";

/** What a reviewer approves: the definition, but for what is said of the review itself. */
export function reviewDigest({ review: _, ...reviewed }: Experiment): string {
  return digestOf(reviewed);
}

/**
 * The approval that an experiment's review is recorded by: for this experiment, bound to this very definition, in one of
 * the roles that it names, not by its owner, and the one that the definition names where it names one.
 *
 * @param approvals Verified: signature, key, role, dates and revocations hold.
 */
export function reviewApproval(
  experiment: Experiment,
  approvals: readonly VerifiedApproval[],
): VerifiedApproval | undefined {
  const { review, owner } = experiment;
  const digest = reviewDigest(experiment);
  return approvals.find(
    ({ predicate: p, bound }) =>
      p.purpose === "experiment" &&
      p.target === experiment.experiment &&
      bound.definition === digest &&
      review.roles.includes(p.role) &&
      p.approver.toLowerCase() !== owner.toLowerCase() &&
      (!review.approval || (p.approver === review.approval.by && p.ticket === review.approval.ticket)),
  );
}

export interface Hindrance {
  readonly code: "review-missing" | "not-yet" | "over";
  readonly text: string;
  readonly next: string;
}

/** Why an experiment may not run now; undefined when it may. @param now Epoch milliseconds. */
export function hindranceOf(
  experiment: Experiment,
  approvals: readonly VerifiedApproval[],
  now: number,
): Hindrance | undefined {
  const { review, experiment: name } = experiment;
  if (review.required && !reviewApproval(experiment, approvals))
    return {
      code: "review-missing",
      text: `its review is asked for, and no ${review.roles.join(" or ")} approval of this definition is signed`,
      next: "maestro experiment approve DEFINITION --as <id> --role legal --ticket <id> --requested-by <id> --key-file <pem>",
    };
  if (now < experiment.start)
    return { code: "not-yet", text: `the start of ${name} lies ahead`, next: "wait, or move its start" };
  if (now >= endOf(experiment))
    return { code: "over", text: `the time of ${name} is over`, next: "give it a later end, or a new name" };
  return undefined;
}
