import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { openLedger } from "../../adapters/ledger/index.ts";
import { approvalsFolder, approversFile, readPolicyFile } from "../../adapters/policy/index.ts";
import { parseYamlFile } from "../../adapters/yaml/index.ts";
import { payloadId, signApproval } from "../../core/attest/index.ts";
import { InputError, RefusedError } from "../../core/errors/index.ts";
import { type ApprovalRequest, approvalRequestSchema } from "../../core/freeze/index.ts";
import { handOf, option, wholeSecond } from "../approvals/hand.ts";
import type { CommandContext } from "../cli/command.ts";
import { personOf } from "../cutover/run.ts";
import { boundOf } from "./request.ts";
import { freezeRoot } from "./rules.ts";

export interface GivenApproval {
  readonly id: string;
  readonly file: string;
  readonly approver: string;
  readonly role: string;
  readonly keyId: string;
  readonly request: ApprovalRequest;
}

/**
 * Signs a request: checks first that it still describes this tree and this stack, so that nobody signs for what they do
 * not have before them.
 * @throws InputError for options, request and key; RefusedError `request-stale`, `self-approval`. Nothing is written then
 */
export async function giveApproval(
  context: CommandContext,
  requestFile: string | undefined,
  options: Readonly<Record<string, unknown>>,
): Promise<GivenApproval> {
  const root = freezeRoot(context);
  const request = await readRequest(context, option(requestFile, "<request>"));
  const { signer, owner } = await handOf(context, root, options.keyFile, option(options.as, "--as"));
  const role = option(options.role, "--role");
  if (!owner.roles.includes(role))
    throw new InputError("role-not-held", `${owner.id} does not have the role ${role}`, {
      file: approversFile,
      field: "--role",
      next: `use one of: ${owner.roles.join(", ")}`,
    });
  if (owner.id.toLowerCase() === request.requestedBy.toLowerCase())
    throw new RefusedError("self-approval", `${owner.id} asked for it, and cannot approve it`, {
      next: "have somebody else approve it",
    });
  const now = context.now();
  if (Date.parse(request.expiresAt) <= now)
    throw new RefusedError("request-expired", `the request ended at ${request.expiresAt}`, {
      next: "maestro freeze request … with a later --expires",
    });
  await refuseStale(context, root, request);
  const { target, ticket, requestedBy, category, limits, versions, expiresAt } = request;
  const envelope = signApproval(
    {
      purpose: "freeze",
      target,
      ticket,
      approver: owner.id,
      role,
      requestedBy,
      category,
      limits,
      ...(versions === null ? {} : { versions }),
      issuedAt: wholeSecond(now),
      expiresAt,
      nonce: randomBytes(16).toString("hex"),
    },
    Object.fromEntries(Object.entries(request.bound).filter(([, digest]) => digest !== undefined)) as Record<
      string,
      string
    >,
    signer,
  );
  const id = payloadId(envelope);
  const file = `${approvalsFolder}/${basename(requestFile!).replace(/\.json$/, "")}-${owner.id.replace(/[^A-Za-z0-9._-]/g, "-")}-${id.slice(7, 15)}.json`;
  const ledger = openLedger(context.stateDir, context.now, { purpose: "an approval" });
  try {
    const body = {
      id,
      file,
      approver: owner.id,
      role,
      keyId: signer.keyId,
      target,
      ticket,
      requestedBy,
      category,
      limits,
      versions,
      expiresAt,
    };
    ledger.append({ actor: personOf(), runId: null, kind: "freeze.approved", body });
    mkdirSync(join(root, approvalsFolder), { recursive: true });
    writeFileAtomic(join(root, file), `${JSON.stringify(envelope, null, 2)}\n`);
  } finally {
    ledger.close();
  }
  return { id, file, approver: owner.id, role, keyId: signer.keyId, request };
}

/** @throws InputError with file, line and field */
export async function readRequest(context: CommandContext, name: string): Promise<ApprovalRequest> {
  const file = await readPolicyFile(resolve(context.cwd, name), name);
  if (file === null)
    throw new InputError("request-missing", `there is no ${name}`, {
      file: name,
      next: "maestro freeze request --help",
    });
  return parseYamlFile(file.text, name, approvalRequestSchema);
}

async function refuseStale(context: CommandContext, root: string, request: ApprovalRequest): Promise<void> {
  const { target, bound, versions } = request;
  if (target === null) return;
  const options = bound.plan === undefined ? {} : { to: versions?.[1] };
  const now = (await boundOf(context, root, target, options)).bound;
  for (const name of ["source", "config", "plan"] as const)
    if (bound[name] !== now[name])
      throw new RefusedError(
        "request-stale",
        `the ${name} here is ${now[name] ?? "none"}, the request is for ${bound[name] ?? "none"}`,
        {
          field: `bound.${name}`,
          next: "check out what the request was made from, or maestro freeze request … again",
        },
      );
}
