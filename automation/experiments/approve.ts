import { resolve } from "node:path";
import { InputError } from "../../core/errors/index.ts";
import { endOf, reviewDigest } from "../../core/experiments/index.ts";
import { checkApprover, handOf } from "../approvals/hand.ts";
import { signed, writeApproval } from "../approvals/statement.ts";
import type { CommandContext } from "../cli/command.ts";
import type { Definition } from "./files.ts";
import { recordEntries } from "./record.ts";
import { reviewFolder } from "./review.ts";

export interface ReviewRequest {
  readonly as: string;
  readonly role: string;
  readonly ticket: string;
  readonly requestedBy: string;
  /** PEM file of the approver's private key; its text is never printed. */
  readonly keyFile: string;
}

/**
 * Signs that an experiment's metadata was reviewed: bound to this very definition, until the experiment's end.
 *
 * @throws InputError before anything is written: the key is not the approver's, or the role not one that may.
 */
export async function approveReview(
  context: CommandContext,
  { experiment, file: name }: Definition,
  request: ReviewRequest,
) {
  const { cwd, now } = context;
  const { as, role, ticket, requestedBy, keyFile } = request;
  const hand = await handOf(context, cwd, keyFile, as);
  checkApprover(hand.owner, role, { roles: experiment.review.roles, by: name }, [requestedBy, experiment.owner]);
  const at = now();
  const end = endOf(experiment);
  if (!(end > at))
    throw new InputError("over", `the time of ${experiment.experiment} is over`, {
      file: name,
      next: "give it a later end",
    });
  const definition = reviewDigest(experiment);
  const approval = signed(
    hand,
    {
      purpose: "experiment",
      target: experiment.experiment,
      ticket,
      role,
      requestedBy,
      expiresAt: end,
      bound: { definition },
    },
    reviewFolder,
    at,
  );
  writeApproval(resolve(cwd), reviewFolder, approval);
  const { id, file } = approval;
  const { expiresAt } = approval.predicate;
  const body = { experiment: experiment.experiment, id, definition, approver: as, role, ticket, requestedBy, file };
  await recordEntries(context, [{ actor: `person:${as}`, runId: null, kind: "experiment.reviewed", body }], 3_000);
  return { experiment: experiment.experiment, id, definition, approver: as, role, ticket, expiresAt, file };
}
