import { type Envelope, type Signer, STATEMENT_TYPE, sealStatement } from "../attest/index.ts";

export const AUDIT_TYPE = "https://maestro-conductor.dev/attestation/freeze-audit/v1";

/**
 * Signs an audit as an in-toto statement, about the ledger's head and the calendars that it was made from.
 * @param subjects name → `sha256:<hex>`
 */
export function signAudit(audit: unknown, subjects: Readonly<Record<string, string>>, signer: Signer): Envelope {
  const subject = Object.entries(subjects).map(([name, digest]) => ({
    name,
    digest: { sha256: digest.slice("sha256:".length) },
  }));
  return sealStatement({ _type: STATEMENT_TYPE, subject, predicateType: AUDIT_TYPE, predicate: audit }, signer);
}
