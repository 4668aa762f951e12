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
 * @throws InputError `key-unreadable`, `key-kind`, `approver-unknown`
 */
export async function handOf(context: CommandContext, root: string, keyFile: unknown, as: unknown): Promise<Hand> {
  const name = option(keyFile, "--key-file");
  const id = option(as, "--as");
  const signer = signerFromPem(readKey(resolve(context.cwd, name), name), name);
  const registry = await readApprovers(root, await trustedRefs(root));
  const owner = registry.approvers.find(({ key }) => key.keyId === signer.keyId);
  const wrong = (field: string, message: string, next: string): InputError =>
    new InputError("approver-unknown", message, { file: approversFile, field, next });
  if (owner === undefined)
    throw wrong(
      "--key-file",
      "nobody is registered with this key",
      `add its public half to ${approversFile}, and have that merged first`,
    );
  if (owner.id !== id) throw wrong("--as", `the key is ${owner.id}'s`, `write --as ${owner.id}`);
  return { signer, owner, registry };
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
