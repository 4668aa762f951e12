import { generateKeyPairSync } from "node:crypto";
import { type ApproverRegistry, approversSchema, type Signer, signerFromPem } from "../../core/attest/index.ts";

/** Keys of people made for one test; nothing real is signed with them. */
export function keyPair(kind: "ed25519" | "p256" = "ed25519"): {
  privatePem: string;
  publicPem: string;
  signer: Signer;
} {
  const pair =
    kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const privatePem = String(pair.privateKey.export({ format: "pem", type: "pkcs8" }));
  return {
    privatePem,
    publicPem: String(pair.publicKey.export({ format: "pem", type: "spki" })),
    signer: signerFromPem(privatePem),
  };
}

export function registryOf(
  ...people: {
    id: string;
    github?: string;
    roles: string[];
    publicKey: string;
    validFrom?: string;
    validUntil?: string;
  }[]
): ApproverRegistry {
  return approversSchema.parse({ approvers: people });
}
