import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { approversFile, flagApprovalsFolder, readApprovers, trustedRefs } from "../../adapters/policy/index.ts";
import { type ApprovalPredicate, payloadId, signApproval, signerFromPem } from "../../core/attest/index.ts";
import { InputError, RefusedError } from "../../core/errors/index.ts";
import { approvalBound } from "../../core/flags/index.ts";
import { nearest } from "../../core/text/index.ts";
import { rfc3339 } from "../../core/time/index.ts";
import type { CommandContext } from "../cli/command.ts";
import { personOf } from "../cutover/run.ts";
import { intoLedger } from "./into-ledger.ts";
import { openRegistry, registryRoot } from "./registry.ts";

export interface FlagApprovalGiven {
  readonly id: string;
  readonly file: string;
  readonly key: string;
  readonly approver: string;
  readonly role: string;
  readonly ticket: string;
  readonly expiresAt: string;
  readonly bound: Readonly<Record<string, string>>;
  readonly keyId: string;
  readonly ledger: "written" | "waiting";
}

const day = 86_400_000;

/**
 * Signs that a flag of high risk may be turned on as its entry stands: bound to key, scope, expiry and the whole entry,
 * until the flag expires, at most a year. Any change of the entry needs another signature.
 *
 * @throws InputError before anything is written: no such flag, a key that is nobody's, an approver who asked or who owns
 *   the flag.
 */
export async function approveFlag(
  context: CommandContext,
  key: string,
  options: Readonly<Record<string, unknown>>,
): Promise<FlagApprovalGiven> {
  const given = (name: string, option: string): string => {
    const value = options[name];
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    throw new InputError("missing-option", `${option} is missing`, { field: option, next: `give ${option}` });
  };
  const ticket = given("ticket", "--ticket");
  const requestedBy = given("requestedBy", "--requested-by");
  const keyFile = given("keyFile", "--key-file");
  const now = context.now();
  const root = registryRoot(context, undefined);
  const { registry } = openRegistry(root, undefined);
  const flag = registry.flags.find((each) => each.key === key);
  if (!flag) {
    const keys = registry.flags.map((each) => each.key);
    throw new InputError("flag-unknown", `there is no flag ${key}`, {
      file: registry.file,
      field: "KEY",
      next: `maestro flags approve ${nearest(key, keys) ?? "<key>"}`,
    });
  }
  const until = Math.min(flag.expiresAt ?? Number.POSITIVE_INFINITY, now + 365 * day);
  if (until <= now)
    throw new RefusedError("flag-expired", `flag ${key} has expired`, { file: registry.file, next: "extend it first" });
  const signer = signerFromPem(readKey(resolve(context.cwd, keyFile), keyFile), keyFile);
  const { approvers } = await readApprovers(root, await trustedRefs(root));
  const approver = approvers.find((each) => each.key.keyId === signer.keyId);
  const wrong = (field: string, message: string, next: string): InputError =>
    new InputError("approver-refused", message, { file: approversFile, field, next });
  if (!approver) throw wrong("--key-file", "nobody is registered with this key", "register it, and merge that first");
  if (approver.id.toLowerCase() === requestedBy.toLowerCase() || approver.id === flag.owner)
    throw wrong("--requested-by", "nobody approves what they asked for or own", "have somebody else approve it");
  const role = typeof options.role === "string" ? options.role : approver.roles[0]!;
  if (!approver.roles.includes(role))
    throw wrong("--role", `${approver.id} is ${approver.roles.join(", ")}, not ${role}`, "give one of these");
  const predicate: ApprovalPredicate = {
    purpose: "flag",
    target: key,
    ticket,
    approver: approver.id,
    role,
    requestedBy,
    category: null,
    limits: null,
    issuedAt: wholeSecond(now),
    expiresAt: wholeSecond(until),
    nonce: randomBytes(16).toString("hex"),
  };
  const bound = approvalBound(flag);
  const envelope = signApproval(predicate, bound, signer);
  const id = payloadId(envelope);
  const file = `${flagApprovalsFolder}/${id.slice("sha256:".length, "sha256:".length + 16)}.json`;
  mkdirSync(join(root, flagApprovalsFolder), { recursive: true });
  writeFileAtomic(join(root, file), `${JSON.stringify(envelope, null, 2)}\n`);
  const { expiresAt } = predicate;
  const told = { id, file, key, approver: approver.id, role, ticket, expiresAt, bound, keyId: signer.keyId };
  const ledger = await intoLedger({ ...context, purpose: "a flag's approval" }, (open) =>
    open.append({ actor: personOf(), runId: null, kind: "flag.approved", body: { ...told, requestedBy } }),
  );
  return { ...told, ledger };
}

function wholeSecond(at: number): string {
  return rfc3339(Math.floor(at / 1000) * 1000).replace(/\.\d+Z$/, "Z");
}

function readKey(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new InputError("file-missing", "the key cannot be read", { file: name, cause, next: "check --key-file" });
  }
}
