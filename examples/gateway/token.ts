import * as z from "zod";
import type { PublicKey } from "../../core/attest/index.ts";

/** Who asks, as the login has signed it. */
export interface Claims {
  readonly sub: string;
  readonly tenant: string;
  readonly role: "reader" | "buyer";
  readonly purposes: readonly string[];
}

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: ReadonlyMap<string, PublicKey>;
}

export type TokenFault = "missing" | "malformed" | "algorithm" | "unknown-key" | "signature" | "expired" | "claims";
export type TokenCheck =
  | { readonly ok: true; readonly claims: Claims }
  | { readonly ok: false; readonly fault: TokenFault };

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const header = z.looseObject({ alg: z.string(), kid: z.string(), crit: z.undefined().optional() });
const payload = z.looseObject({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  nbf: z.number().optional(),
  sub: name,
  tenant: name,
  role: z.enum(["reader", "buyer"]).default("reader"),
  purposes: z.array(z.string().max(64)).max(20).default([]),
});

/**
 * Verifies a JWT (RFC 7519) with Ed25519 and no other algorithm, by a key that the caller registered.
 *
 * @param authorization The header as it was sent.
 * @param now Epoch milliseconds.
 */
export function verifyToken(authorization: string | undefined, rules: TokenRules, now: number): TokenCheck {
  const fault = (of: TokenFault): TokenCheck => ({ ok: false, fault: of });
  if (authorization === undefined) return fault("missing");
  const match = /^Bearer ([\w-]{1,2000})\.([\w-]{1,8000})\.([\w-]{86})$/i.exec(authorization);
  if (match === null) return fault("malformed");
  const [, first, second, third] = match as unknown as [string, string, string, string];
  const head = header.safeParse(decoded(first));
  if (!head.success) return fault("malformed");
  if (head.data.alg !== "EdDSA") return fault("algorithm");
  const key = rules.keys.get(head.data.kid);
  if (key?.algorithm !== "ed25519") return fault("unknown-key");
  if (!key.verify(Buffer.from(`${first}.${second}`), Buffer.from(third, "base64url"))) return fault("signature");
  const body = payload.safeParse(decoded(second));
  if (!body.success) return fault("claims");
  const { iss, aud, exp, nbf, sub, tenant, role, purposes } = body.data;
  if (iss !== rules.issuer || ![aud].flat().includes(rules.audience)) return fault("claims");
  if (now >= exp * 1000 || now < (nbf ?? 0) * 1000) return fault("expired");
  return { ok: true, claims: { sub, tenant, role, purposes } };
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(part, "base64url")));
  } catch {
    return null;
  }
}
