import * as z from "zod";
import { canonicalJson } from "./canonical.ts";
import { CHECKPOINT_KIND, digestSchema, type EntryDraft, type LedgerEntry, type LedgerHead } from "./entry.ts";
import type { LedgerFailure } from "./verify.ts";

export type SignatureAlgorithm = "ed25519" | "ecdsa-p256-sha256";

/** Signs bytes with one key; core/attest's keys fit. */
export interface CheckpointSigner {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  sign(bytes: Uint8Array): Uint8Array;
}

/** Whether a signature over bytes holds under the key of that name, or that no such key is trusted. */
export type CheckpointVerifier = (
  keyId: string,
  algorithm: SignatureAlgorithm,
  bytes: Uint8Array,
  signature: Uint8Array,
) => "valid" | "invalid" | "unknown-key";

const bodySchema = z.strictObject({
  /** The head that is signed: the entry before the checkpoint. */
  seq: z.int().min(0),
  hash: digestSchema,
  keyId: z.string().min(1),
  algorithm: z.enum(["ed25519", "ecdsa-p256-sha256"]),
  signature: z.base64(),
});

const PAYLOAD_TYPE = "application/vnd.maestro.ledger-checkpoint.v1+json";

/**
 * What a checkpoint's signature is over: DSSE's pre-authentication encoding of the head's number and hash, whose chain
 * reaches every entry before it (https://github.com/secure-systems-lab/dsse/blob/master/protocol.md).
 */
export function signedBytes({ seq, hash }: Pick<LedgerHead, "seq" | "hash">): Uint8Array {
  const payload = canonicalJson({ seq, hash });
  return Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${Buffer.byteLength(payload)} ${payload}`, "utf8");
}

/** The entry that signs all before it. @param head of a ledger with at least one entry */
export function checkpointDraft(
  head: LedgerHead,
  signer: CheckpointSigner,
  actor: string,
  runId: string | null,
): EntryDraft {
  const { seq, hash } = head;
  const signature = Buffer.from(signer.sign(signedBytes(head))).toString("base64");
  const { keyId, algorithm } = signer;
  return { actor, runId, kind: CHECKPOINT_KIND, body: { seq, hash, keyId, algorithm, signature } };
}

export interface CheckpointCheck {
  readonly count: number;
  /** The last entry that a valid signature covers; -1 for none. What follows it is chained, not signed. */
  readonly signedUpTo: number;
  readonly failures: readonly LedgerFailure[];
}

/**
 * Checks every checkpoint: it signs the entry right before it, with a trusted key, and the signature holds. A chain that
 * was rewritten from some entry on fails here even where all its hashes were made anew.
 * @param entries in the file's order
 */
export function checkCheckpoints(entries: readonly LedgerEntry[], verify: CheckpointVerifier): CheckpointCheck {
  const failures: LedgerFailure[] = [];
  let [count, signedUpTo] = [0, -1];
  for (const [index, entry] of entries.entries()) {
    if (entry.kind !== CHECKPOINT_KIND) continue;
    count += 1;
    const problem = problemOf(entry, verify);
    if (problem === null) signedUpTo = Math.max(signedUpTo, entry.seq - 1);
    else failures.push({ ...problem, line: index + 1, seq: entry.seq });
  }
  return { count, signedUpTo, failures };
}

function problemOf(entry: LedgerEntry, verify: CheckpointVerifier): Pick<LedgerFailure, "code" | "text"> | null {
  const forged = (why: string) => ({ code: "forged", text: `checkpoint ${entry.seq} ${why}` }) as const;
  const parsed = bodySchema.safeParse(entry.body);
  if (!parsed.success) return forged("is not one: its body cannot be read");
  const { seq, hash, keyId, algorithm, signature } = parsed.data;
  if (seq !== entry.seq - 1 || hash !== entry.prev) return forged(`signs entry ${seq}, not the one before it`);
  switch (verify(keyId, algorithm, signedBytes({ seq, hash }), Buffer.from(signature, "base64"))) {
    case "valid":
      return null;
    case "invalid":
      return forged(`bears a signature that key ${keyId} did not make`);
    case "unknown-key":
      return { code: "unknown-key", text: `checkpoint ${entry.seq} is signed by ${keyId}, which is not trusted here` };
  }
}
