import { type RevocationPredicate, revocationStatement } from "./approval.ts";
import { openEnvelope } from "./envelope.ts";
import type { ApproverRegistry } from "./registry.ts";

/** Id of an approval → who revoked it. */
export type Revocations = ReadonlyMap<string, RevocationPredicate>;

export type RevocationCheck =
  | { readonly status: "valid"; readonly revocation: RevocationPredicate }
  | { readonly status: "refused"; readonly code: string; readonly text: string };

/**
 * Reads a signed revocation. Any registered person may revoke, at once and for good, with any of their keys whether still
 * valid or not: it only goes towards the safe side.
 */
export function readRevocation(file: string | Uint8Array, registry: ApproverRegistry): RevocationCheck {
  const opened = openEnvelope(
    file,
    registry.approvers.map(({ key }) => key),
  );
  if (opened.status === "refused") return opened;
  const refused = (code: string, text: string): RevocationCheck => ({ status: "refused", code, text });
  let statement: ReturnType<typeof revocationStatement.safeParse>["data"];
  try {
    statement = revocationStatement.safeParse(JSON.parse(Buffer.from(opened.payload).toString("utf8"))).data;
  } catch {
    statement = undefined;
  }
  if (statement === undefined) return refused("statement-malformed", "the payload is no revocation");
  const owner = registry.approvers.find(({ key }) => key.keyId === opened.keyIds[0]);
  if (owner?.id !== statement.predicate.revokedBy)
    return refused(
      "approver-differs",
      `the key is ${owner?.id}'s, the revocation speaks for ${statement.predicate.revokedBy}`,
    );
  return { status: "valid", revocation: statement.predicate };
}

/** The revocations among files; what is none is left out, and named by `readRevocation`. */
export function revocationsOf(files: readonly (string | Uint8Array)[], registry: ApproverRegistry): Revocations {
  const checks = files.map((file) => readRevocation(file, registry));
  return new Map(
    checks.flatMap((check) =>
      check.status === "valid" ? [[check.revocation.approval, check.revocation] as const] : [],
    ),
  );
}
