import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { type ApprovalPredicate, type Envelope, payloadId, signApproval } from "../../core/attest/index.ts";
import { type Hand, wholeSecond } from "./hand.ts";

/** What is approved, by whom it was asked for, and until when. */
export interface Approved {
  readonly purpose: ApprovalPredicate["purpose"];
  readonly target: string;
  readonly ticket: string;
  readonly role: string;
  readonly requestedBy: string;
  readonly category?: string | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Name → digest of what it counts for. */
  readonly bound: Readonly<Record<string, string>>;
}

/** A signed approval that has not been written yet. */
export interface SignedApproval {
  readonly id: string;
  /** Its place below the project. */
  readonly file: string;
  readonly envelope: Envelope;
  readonly predicate: ApprovalPredicate;
}

/** Signs an approval for a folder of approvals. @param now epoch milliseconds */
export function signed(
  { signer, owner }: Hand,
  { bound, expiresAt, ...approved }: Approved,
  folder: string,
  now: number,
): SignedApproval {
  const predicate: ApprovalPredicate = {
    category: null,
    ...approved,
    approver: owner.id,
    limits: null,
    issuedAt: wholeSecond(now),
    expiresAt: wholeSecond(expiresAt),
    nonce: randomBytes(16).toString("hex"),
  };
  const envelope = signApproval(predicate, bound, signer);
  const id = payloadId(envelope);
  return { id, file: `${folder}/${id.slice("sha256:".length, "sha256:".length + 16)}.json`, envelope, predicate };
}

/** Writes it below the project. */
export function writeApproval(root: string, folder: string, { file, envelope }: SignedApproval): void {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileAtomic(join(root, file), `${JSON.stringify(envelope, null, 2)}\n`);
}
