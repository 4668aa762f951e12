import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { approversFile, readApprovers, trustedRefs } from "../../adapters/policy/index.ts";
import { type Approver, type ApproverRegistry, type Signer, signerFromPem } from "../../core/attest/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { rfc3339 } from "../../core/time/index.ts";
import type { CommandContext } from "../cli/command.ts";

/** Somebody who signs, and as whom the registry knows them. */
export interface Hand {
  readonly signer: Signer;
  readonly owner: Approver;
  readonly registry: ApproverRegistry;
}

/**
 * The person whose private key was given, by the registry that the gates will use.
 * @param keyFile PEM; its text is never printed
 * @param as the person that it has to be; null: whoever the key is registered for
 * @throws InputError `file-missing`, `key-kind`, `approver-unknown`
 */
export async function handOf(
  context: CommandContext,
  root: string,
  keyFile: unknown,
  as: string | null,
): Promise<Hand> {
  const name = option(keyFile, "--key-file");
  const signer = signerFromPem(readKey(resolve(context.cwd, name), name), name);
  const registry = await readApprovers(root, await trustedRefs(root));
  const owner = registry.approvers.find(({ key }) => key.keyId === signer.keyId);
  if (owner === undefined)
    throw wrong(
      "--key-file",
      "nobody is registered with this key",
      `add its public half to ${approversFile}, and have that merged first`,
    );
  if (as !== null && owner.id !== as) throw wrong("--as", `the key is ${owner.id}'s`, `write --as ${owner.id}`);
  return { signer, owner, registry };
}

/**
 * Whether somebody may approve in a role: they have it, it is one that counts, and neither is it what they asked for nor
 * theirs.
 * @param accepted the roles that count and who says so; null: any
 * @param others who asked for it, and whose it is
 * @throws InputError `approver-unknown`
 */
export function checkApprover(
  { id, roles }: Approver,
  role: string,
  accepted: { readonly roles: readonly string[]; readonly by: string } | null,
  others: readonly string[],
): void {
  if (!roles.includes(role) || accepted?.roles.includes(role) === false)
    throw wrong(
      "--role",
      `${id} is ${roles.join(", ")}; ${accepted === null ? `not ${role}` : `${accepted.by} accepts ${accepted.roles.join(", ")}`}`,
      "have somebody sign who has such a role",
    );
  if (others.some((other) => other.toLowerCase() === id.toLowerCase()))
    throw wrong(
      "--requested-by",
      "nobody approves what is theirs or what they asked for",
      "have somebody else sign it",
    );
}

function wrong(field: string, message: string, next: string): InputError {
  return new InputError("approver-unknown", message, { file: approversFile, field, next });
}

/** The value of an option that must be there. @throws InputError `option-missing` */
export function option(value: unknown, flag: string): string {
  if (typeof value === "string" && value.trim() !== "") return value.trim();
  throw new InputError("option-missing", `${flag} is missing`, { field: flag, next: `add ${flag} <…>` });
}

/** RFC 3339 in whole seconds, as statements carry it. @param at epoch milliseconds */
export function wholeSecond(at: number): string {
  return rfc3339(Math.floor(at / 1000) * 1000);
}

function readKey(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new InputError("file-missing", "the key cannot be read", { file: name, cause, next: "correct --key-file" });
  }
}
