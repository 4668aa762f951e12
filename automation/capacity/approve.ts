import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isSeq, parseDocument } from "yaml";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { openLedger } from "../../adapters/ledger/index.ts";
import { approversFile, budgetApprovalsFolder, budgetsFile, readBudgetsHere } from "../../adapters/policy/index.ts";
import { type ApprovalPredicate, payloadId, signApproval } from "../../core/attest/index.ts";
import {
  type BudgetApproval,
  budgetApprovalDigest,
  budgetApprovalSchema,
  endOfApproval,
} from "../../core/capacity/index.ts";
import { InputError } from "../../core/errors/index.ts";
import type { CommandContext } from "../cli/command.ts";
import { personOf } from "../cutover/run.ts";
import { handOf, option, wholeSecond } from "../freeze/signing.ts";

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
  const { signer, owner } = await handOf(context, root, request.keyFile, entry.by);
  const wrong = (field: string, message: string, next: string): InputError =>
    new InputError("approver-unknown", message, { file: approversFile, field, next });
  if (!owner.roles.includes(role) || !budgets.approverRoles.includes(role))
    throw wrong(
      "--role",
      `${role} may not approve budgets for ${owner.id}; ${owner.id} is ${owner.roles.join(", ")}, ${budgetsFile} accepts ${budgets.approverRoles.join(", ")}`,
      "give a role that both name",
    );
  if (owner.id.toLowerCase() === requestedBy.toLowerCase())
    throw wrong("--requested-by", "nobody approves what they asked for", "have somebody else approve it");
  const predicate: ApprovalPredicate = {
    purpose: "budget",
    target: entry.service,
    ticket: entry.ticket,
    approver: entry.by,
    role,
    requestedBy,
    category: null,
    limits: null,
    issuedAt: wholeSecond(now),
    expiresAt: wholeSecond(endOfApproval(entry)),
    nonce: randomBytes(16).toString("hex"),
  };
  const envelope = signApproval(predicate, { budget: budgetApprovalDigest(entry) }, signer);
  const id = payloadId(envelope);
  const file = `${budgetApprovalsFolder}/${id.slice("sha256:".length, "sha256:".length + 16)}.json`;
  const text = withEntry(readFileSync(join(root, budgetsFile), "utf8"), entry);
  const ledger = openLedger(context.stateDir, context.now, { purpose: "a budget approval" });
  try {
    const body = { ...entry, id, role, requestedBy, keyId: signer.keyId, file };
    ledger.append({ actor: personOf(), runId: null, kind: "capacity.approved", body });
    mkdirSync(join(root, budgetApprovalsFolder), { recursive: true });
    writeFileAtomic(join(root, file), `${JSON.stringify(envelope, null, 2)}\n`);
    writeFileAtomic(join(root, budgetsFile), text);
  } finally {
    ledger.close();
  }
  return { id, file, approval: entry, keyId: signer.keyId, expiresAt: predicate.expiresAt };
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
