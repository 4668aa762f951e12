import * as z from "zod";
import type { CheckpointSigner, CheckpointVerifier } from "../../ledger/index.ts";

/** A DSSE envelope, https://github.com/secure-systems-lab/dsse/blob/master/envelope.md. */
export const envelopeSchema = z.strictObject({
  payloadType: z.string().min(1),
  payload: z.base64(),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.base64() })).min(1),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/** DSSE's pre-authentication encoding: what a signature is over. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head, "utf8"), payload]);
}

export function seal(payloadType: string, payload: Uint8Array, signer: CheckpointSigner): Envelope {
  const sig = Buffer.from(signer.sign(preAuthEncoding(payloadType, payload))).toString("base64");
  return { payloadType, payload: Buffer.from(payload).toString("base64"), signatures: [{ keyid: signer.keyId, sig }] };
}

export type Opened =
  | { readonly ok: true; readonly payload: Uint8Array; readonly keyId: string }
  | { readonly ok: false; readonly why: "malformed" | "type" | "unknown-key" | "forged" };

/** The payload, where at least one signature by a trusted key holds over exactly these bytes and this type. */
export function unseal(value: unknown, payloadType: string, verify: CheckpointVerifier): Opened {
  const parsed = envelopeSchema.safeParse(value);
  if (!parsed.success) return { ok: false, why: "malformed" };
  const envelope = parsed.data;
  if (envelope.payloadType !== payloadType) return { ok: false, why: "type" };
  const payload = Buffer.from(envelope.payload, "base64");
  // Another text of the same bytes would let a file change without its signature noticing.
  if (payload.toString("base64") !== envelope.payload) return { ok: false, why: "malformed" };
  const bytes = preAuthEncoding(payloadType, payload);
  let known = false;
  for (const { keyid, sig } of envelope.signatures) {
    const signature = Buffer.from(sig, "base64");
    if (signature.toString("base64") !== sig) continue;
    for (const algorithm of ["ed25519", "ecdsa-p256-sha256"] as const) {
      const outcome = verify(keyid, algorithm, bytes, signature);
      if (outcome === "valid") return { ok: true, payload, keyId: keyid };
      if (outcome === "invalid") known = true;
    }
  }
  return { ok: false, why: known ? "forged" : "unknown-key" };
}
