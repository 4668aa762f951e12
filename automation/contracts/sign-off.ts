import { readDeprecations } from "../../adapters/contracts/deprecations.ts";
import { openLedger } from "../../adapters/ledger/index.ts";
import { changeDigest, SIGN_OFFS } from "../../core/contracts/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { checkApprover, handOf } from "../approvals/hand.ts";
import { signed, writeApproval } from "../approvals/statement.ts";
import type { CommandContext } from "../cli/command.ts";
import { personOf } from "../cutover/run.ts";
import { pendingChange } from "./change.ts";
import { readContractPolicy } from "./policy.ts";

export interface SignOffRequest {
  readonly entity: string;
  readonly as: string;
  readonly requestedBy: string;
  readonly ticket: string;
  /** PEM file of the owner's private key; its text is never printed. */
  readonly keyFile: string;
  readonly validDays: number;
}

export interface SignedOff {
  readonly id: string;
  readonly entity: string;
  readonly change: string;
  readonly role: string;
  readonly keyId: string;
  readonly expiresAt: string;
  readonly file: string;
}

/**
 * The owner's yes to one breaking change on the terms of its deprecation: signed, put into contracts/approvals and into
 * the ledger. It counts for exactly these two contents and these terms.
 * @throws InputError before anything is written
 */
export async function signOff(context: CommandContext, request: SignOffRequest): Promise<SignedOff> {
  const { cwd } = context;
  const { entity } = request;
  const { prev, next } = pendingChange(cwd, entity, readContractPolicy(cwd)?.retention.classes ?? {});
  const terms = readDeprecations(cwd).find(
    (one) => one.entity === entity && one.from === prev.version && one.to === (next?.version ?? null),
  );
  if (terms === undefined)
    throw new InputError("not-deprecated", `the change of ${entity} has not been announced`, {
      field: "entity",
      next: `ig-contracts deprecate ${entity} --until <date> --reason <why> --mapping <id>`,
    });
  const role = prev.owner ?? next?.owner;
  if (role === undefined)
    throw new InputError("missing-owner", `${entity} has no owner`, {
      field: "owner",
      next: "give the contract an owner",
    });
  const hand = await handOf(context, cwd, request.keyFile, request.as);
  checkApprover(hand.owner, role, { roles: [role], by: `${entity}, owned by ${role},` }, [request.requestedBy]);
  const now = context.now();
  const change = changeDigest(prev, next, terms);
  const approval = signed(
    hand,
    {
      purpose: "contract",
      target: entity,
      ticket: request.ticket,
      role,
      requestedBy: request.requestedBy,
      expiresAt: now + request.validDays * 86_400_000,
      bound: { change },
    },
    SIGN_OFFS,
    now,
  );
  const { id, file } = approval;
  const { keyId } = hand.signer;
  const { expiresAt } = approval.predicate;
  const ledger = openLedger(context.stateDir, context.now, { purpose: "a sign-off" });
  try {
    const body = { id, entity, change, role, approver: hand.owner.id, keyId, expiresAt, file };
    ledger.append({ actor: personOf(), runId: null, kind: "contract.signed-off", body });
    writeApproval(cwd, SIGN_OFFS, approval);
  } finally {
    ledger.close();
  }
  return { id, entity, change, role, keyId, expiresAt, file };
}
