import { publicKeyFromPem, type Signer } from "../../../core/attest/index.ts";
import type { TokenRules } from "../../../examples/gateway/token.ts";
import { keyPair } from "../../support/attest-keys.ts";

export const login = keyPair();
export const rules: TokenRules = {
  issuer: "https://login.example",
  audience: "gateway",
  keys: new Map([["login", publicKeyFromPem(login.publicPem)]]),
};
export const now = Date.parse("2026-06-01T00:00:00Z");

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token as the login gives it, or one that differs. */
export function token(
  claims: Record<string, unknown> = {},
  head: Record<string, unknown> = {},
  signer: Pick<Signer, "sign"> = login.signer,
): string {
  const text = `${part({ alg: "EdDSA", kid: "login", ...head })}.${part({
    ...{ iss: rules.issuer, aud: rules.audience, exp: now / 1000 + 60, sub: "ana", tenant: "acme", role: "buyer" },
    ...claims,
  })}`;
  return `Bearer ${text}.${Buffer.from(signer.sign(Buffer.from(text))).toString("base64url")}`;
}
