import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isSeq, parseDocument } from "yaml";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { openLedger } from "../../adapters/ledger/index.ts";
import { budgetApprovalsFolder, budgetsFile, readBudgetsHere } from "../../adapters/policy/index.ts";
import {
  type BudgetApproval,
  budgetApprovalDigest,
  budgetApprovalSchema,
  endOfApproval,
} from "../../core/capacity/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { checkApprover, handOf, option } from "../approvals/hand.ts";
import { signed, writeApproval } from "../approvals/statement.ts";
import type { CommandContext } from "../cli/command.ts";
import { personOf } from "../cutover/run.ts";

export interface ApproveRequest {
  readonly entry: BudgetApproval;
  readonly role: string;
  readonly requestedBy: string;
  /** PEM file of the approver's private key; its text is never printed. */
  readonly keyFile: string;
}

export interface GivenApproval {
  readonly id: string;
  readonly file: string;
  readonly approval: BudgetApproval;
  readonly keyId: string;
  readonly expiresAt: string;
}

/**
 * Signs that a service may cost more than its budget: the entry goes to capacity/budgets.yaml, where reviewers read it,
 * the signature over it to capacity/approvals, and both to the ledger.
 *
 * @throws InputError before anything is written: no budget of that service, a key that is not the approver's.
 */
export async function giveApproval(context: CommandContext, request: ApproveRequest): Promise<GivenApproval> {
  const { entry, role, requestedBy } = request;
  const now = context.now();
  const root = resolve(context.cwd);
  const budgets = await readBudgetsHere(root);
  if (budgets === null || !Object.hasOwn(budgets.services, entry.service))
    throw new InputError("no-budget", `${budgetsFile} has no budget for ${entry.service}`, {
      file: budgetsFile,
      field: "--service",
      next: `add services.${entry.service} to ${budgetsFile}`,
    });
  if (!(now < endOfApproval(entry)))
    throw new InputError("bad-option", `${entry.until} is over`, { field: "--until", next: "give a later day" });
  const hand = await handOf(context, root, request.keyFile, entry.by);
  checkApprover(hand.owner, role, { roles: budgets.approverRoles, by: budgetsFile }, [requestedBy]);
  const approval = signed(
    hand,
    {
      purpose: "budget",
      target: entry.service,
      ticket: entry.ticket,
      role,
      requestedBy,
      expiresAt: endOfApproval(entry),
      bound: { budget: budgetApprovalDigest(entry) },
    },
    budgetApprovalsFolder,
    now,
  );
  const { id, file } = approval;
  const { keyId } = hand.signer;
  const text = withEntry(readFileSync(join(root, budgetsFile), "utf8"), entry);
  const ledger = openLedger(context.stateDir, context.now, { purpose: "a budget approval" });
  try {
    const body = { ...entry, id, role, requestedBy, keyId, file };
    ledger.append({ actor: personOf(), runId: null, kind: "capacity.approved", body });
    writeApproval(root, budgetApprovalsFolder, approval);
    writeFileAtomic(join(root, budgetsFile), text);
  } finally {
    ledger.close();
  }
  return { id, file, approval: entry, keyId, expiresAt: approval.predicate.expiresAt };
}

/** budgets.yaml with one more approval; a person's comments and order stay. */
function withEntry(text: string, entry: BudgetApproval): string {
  const document = parseDocument(text);
  const approvals = document.get("approvals");
  const node = document.createNode(entry);
  if (isSeq(approvals)) {
    approvals.flow = false;
    approvals.add(node);
  } else document.set("approvals", document.createNode([entry]));
  return document.toString();
}

/** @throws InputError naming the option. */
export function approveRequest(options: Readonly<Record<string, unknown>>): ApproveRequest {
  const given = (name: string, flag: string): string => option(options[name], flag);
  const parsed = budgetApprovalSchema.safeParse({
    service: given("service", "--service"),
    upToCents: Number(given("upToCents", "--up-to-cents")),
    by: given("as", "--as"),
    ticket: given("ticket", "--ticket"),
    until: given("until", "--until"),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = { upToCents: "--up-to-cents", until: "--until" }[String(issue!.path[0])] ?? String(issue!.path[0]);
    throw new InputError("bad-option", `${field}: ${issue!.message}`, {
      field,
      next: "give whole cents, and a day as 2026-03-31",
    });
  }
  return {
    entry: parsed.data,
    role: given("role", "--role"),
    requestedBy: given("requestedBy", "--requested-by"),
    keyFile: given("keyFile", "--key-file"),
  };
}
