import * as z from "zod";
import { jsonPlace } from "../text/index.ts";
import { type PublicKey, type Signer, signPayload } from "./key.ts";
import { preAuthEncoding } from "./pae.ts";

/** Node reads sloppy base64; only the one canonical form counts, so that no byte of an envelope can change unseen. */
const base64 = z
  .string()
  .max(4_000_000)
  .refine((text) => Buffer.from(text, "base64").toString("base64") === text, "expected padded standard base64");

export const envelopeSchema = z.strictObject({
  payload: base64,
  payloadType: z.string().min(1).max(200),
  signatures: z
    .array(z.strictObject({ keyid: z.string().max(200).default(""), sig: base64 }))
    .min(1)
    .max(16),
});
/** A DSSE envelope as it stands in a file: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
export type Envelope = z.output<typeof envelopeSchema>;

export const IN_TOTO = "application/vnd.in-toto+json";

/** Signs a payload. One envelope may bear several signers; each signs the same bytes. */
export function sealEnvelope(payload: Uint8Array, signers: readonly Signer[], payloadType = IN_TOTO): Envelope {
  return {
    payload: Buffer.from(payload).toString("base64"),
    payloadType,
    signatures: signers.map((signer) => ({
      keyid: signer.keyId,
      sig: Buffer.from(signPayload(signer, payloadType, payload)).toString("base64"),
    })),
  };
}

export type EnvelopeCheck =
  | { readonly status: "valid"; readonly payload: Uint8Array; readonly keyIds: readonly string[] }
  | {
      readonly status: "refused";
      readonly code: "envelope-malformed" | "payload-type" | "unknown-key" | "signature-invalid";
      readonly text: string;
    };

/** What is wrong with a JSON text that a schema does not take: line and column, or the field, and what was expected. */
export function faultOf(file: string | Uint8Array, schema: z.ZodType): string {
  const text = typeof file === "string" ? file : Buffer.from(file).toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const { line, column } = jsonPlace(text, message);
    return `line ${line}, column ${column}: ${message}`;
  }
  const issue = schema.safeParse(value).error?.issues[0];
  if (issue === undefined) return "it is no UTF-8 text";
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]!] : issue.path;
  return `${path.map(String).join(".") || "(all of it)"}: ${issue.message}`;
}

/** Reads the bytes of an envelope's file. Null: it is no JSON, no UTF-8, or not of the shape. */
export function readEnvelope(file: string | Uint8Array): Envelope | null {
  try {
    const text = typeof file === "string" ? file : new TextDecoder("utf-8", { fatal: true }).decode(file);
    return envelopeSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Every signature has to hold, and be of a known key: one that does not is a sign that something was tampered with,
 * whatever the others say. A signature without key id (cosign writes none) is tried with all keys.
 */
export function openEnvelope(
  file: string | Uint8Array,
  keys: readonly PublicKey[],
  payloadType = IN_TOTO,
): EnvelopeCheck {
  const refused = (code: Extract<EnvelopeCheck, { status: "refused" }>["code"], text: string): EnvelopeCheck => ({
    status: "refused",
    code,
    text,
  });
  const envelope = readEnvelope(file);
  if (envelope === null)
    return refused("envelope-malformed", `this is no DSSE envelope: ${faultOf(file, envelopeSchema)}`);
  if (envelope.payloadType !== payloadType)
    return refused("payload-type", `the payload's type is ${envelope.payloadType}, expected ${payloadType}`);
  const payload = Buffer.from(envelope.payload, "base64");
  const signed = preAuthEncoding(payloadType, payload);
  const keyIds: string[] = [];
  for (const { keyid, sig } of envelope.signatures) {
    const candidates = keyid === "" ? keys : keys.filter((key) => key.keyId === keyid);
    if (candidates.length === 0) return refused("unknown-key", `key ${keyid || "(unnamed)"} is not registered`);
    const key = candidates.find((candidate) => candidate.verify(signed, Buffer.from(sig, "base64")));
    if (key === undefined)
      return refused("signature-invalid", `the signature of ${keyid || "no known key"} does not hold`);
    keyIds.push(key.keyId);
  }
  return { status: "valid", payload, keyIds };
}
