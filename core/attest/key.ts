import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { InputError } from "../errors/index.ts";
import { preAuthEncoding } from "./pae.ts";

export type KeyAlgorithm = "ed25519" | "ecdsa-p256-sha256";

/** Signs bytes with one private key that it does not show. ECDSA signatures are DER, as cosign writes them. */
export interface Signer {
  /** `sha256:<hex>` of the public key's SubjectPublicKeyInfo. */
  readonly keyId: string;
  readonly algorithm: KeyAlgorithm;
  sign(bytes: Uint8Array): Uint8Array;
}

export interface PublicKey {
  readonly keyId: string;
  readonly algorithm: KeyAlgorithm;
  verify(bytes: Uint8Array, signature: Uint8Array): boolean;
}

/**
 * @param pem private key, PKCS #8 or SEC 1; its text never stands in an error
 * @param file named in errors
 * @throws InputError `key-unreadable`, `key-kind`
 */
export function signerFromPem(pem: string, file?: string): Signer {
  const key = parse(pem, createPrivateKey, file);
  const { keyId, algorithm } = publicKeyOf(createPublicKey(key), file);
  return { keyId, algorithm, sign: (bytes) => sign(hashOf(algorithm), bytes, key) };
}

/** @param pem public key, SubjectPublicKeyInfo. @throws InputError `key-unreadable`, `key-kind` */
export function publicKeyFromPem(pem: string, file?: string): PublicKey {
  // A private key would be accepted as a public one; a registry must not hold any.
  if (/PRIVATE KEY/.test(pem)) throw unreadable(file, "this is a private key; the registry holds public keys only");
  return publicKeyOf(parse(pem, createPublicKey, file), file);
}

/** The public half of a private key, PEM. @throws as `signerFromPem` */
export function publicPemOf(privatePem: string, file?: string): string {
  return String(createPublicKey(parse(privatePem, createPrivateKey, file)).export({ format: "pem", type: "spki" }));
}

/** Signs a payload together with its type. */
export function signPayload(signer: Signer, payloadType: string, payload: Uint8Array): Uint8Array {
  return signer.sign(preAuthEncoding(payloadType, payload));
}

function publicKeyOf(key: KeyObject, file: string | undefined): PublicKey {
  const der = key.export({ format: "der", type: "spki" });
  const algorithm = algorithmOf(key, file);
  return {
    keyId: `sha256:${createHash("sha256").update(der).digest("hex")}`,
    algorithm,
    verify: (bytes, signature) => verify(hashOf(algorithm), bytes, key, signature),
  };
}

function hashOf(algorithm: KeyAlgorithm): "sha256" | null {
  return algorithm === "ed25519" ? null : "sha256";
}

function algorithmOf(key: KeyObject, file: string | undefined): KeyAlgorithm {
  if (key.asymmetricKeyType === "ed25519") return "ed25519";
  if (key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1")
    return "ecdsa-p256-sha256";
  throw new InputError("key-kind", `expected an Ed25519 or ECDSA P-256 key, not ${key.asymmetricKeyType}`, {
    file,
    next: "openssl genpkey -algorithm ed25519 -out approver.pem",
  });
}

function parse(pem: string, read: (pem: string) => KeyObject, file: string | undefined): KeyObject {
  try {
    return read(pem);
  } catch {
    // The cause is left out: it could carry text of the key.
    throw unreadable(file, "this is no key in PEM form, or it is encrypted");
  }
}

function unreadable(file: string | undefined, message: string): InputError {
  return new InputError("key-unreadable", message, {
    file,
    next: "openssl pkey -in approver.pem -pubout prints the public half",
  });
}
