import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readDeprecations } from "../../adapters/contracts/deprecations.ts";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { openLedger } from "../../adapters/ledger/index.ts";
import { approversFile, readApprovers, trustedRefs } from "../../adapters/policy/index.ts";
import { type ApprovalPredicate, payloadId, signApproval, signerFromPem } from "../../core/attest/index.ts";
import { changeDigest, SIGN_OFFS } from "../../core/contracts/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { rfc3339 } from "../../core/time/index.ts";
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
  const signer = signerFromPem(readKey(resolve(cwd, request.keyFile), request.keyFile), request.keyFile);
  const registry = await readApprovers(cwd, await trustedRefs(cwd));
  const owner = registry.approvers.find(({ key }) => key.keyId === signer.keyId);
  const wrong = (field: string, message: string, next: string): InputError =>
    new InputError("approver-unknown", message, { file: approversFile, field, next });
  if (owner === undefined)
    throw wrong("--key-file", "nobody is registered with this key", "register it, and merge that first");
  if (owner.id !== request.as) throw wrong("--as", `the key is ${owner.id}'s`, `write --as ${owner.id}`);
  if (!owner.roles.includes(role))
    throw wrong(
      "--as",
      `${entity} is owned by ${role}, and ${owner.id} is ${owner.roles.join(", ")}`,
      `have ${role} sign it`,
    );
  if (owner.id.toLowerCase() === request.requestedBy.toLowerCase())
    throw wrong("--requested-by", "nobody approves what they asked for", "have somebody else sign it");
  const at = Math.floor(context.now() / 1000) * 1000;
  const predicate: ApprovalPredicate = {
    purpose: "contract",
    target: entity,
    ticket: request.ticket,
    approver: owner.id,
    role,
    requestedBy: request.requestedBy,
    category: null,
    limits: null,
    issuedAt: instantOf(at),
    expiresAt: instantOf(at + request.validDays * 86_400_000),
    nonce: randomBytes(16).toString("hex"),
  };
  const change = changeDigest(prev, next, terms);
  const envelope = signApproval(predicate, { change }, signer);
  const id = payloadId(envelope);
  const file = `${SIGN_OFFS}/${id.slice("sha256:".length, "sha256:".length + 16)}.json`;
  const { expiresAt } = predicate;
  const ledger = openLedger(context.stateDir, context.now, { purpose: "a sign-off" });
  try {
    const body = { id, entity, change, role, approver: owner.id, keyId: signer.keyId, expiresAt, file };
    ledger.append({ actor: personOf(), runId: null, kind: "contract.signed-off", body });
    mkdirSync(join(cwd, SIGN_OFFS), { recursive: true });
    writeFileAtomic(join(cwd, file), `${JSON.stringify(envelope, null, 2)}\n`);
  } finally {
    ledger.close();
  }
  return { id, entity, change, role, keyId: signer.keyId, expiresAt, file };
}

function instantOf(at: number): string {
  return rfc3339(at).replace(/\.\d+Z$/, "Z");
}

function readKey(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new InputError("file-missing", "the key cannot be read", { file: name, cause, next: "check --key-file" });
  }
}
