import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { verifyToken } from "../../../examples/gateway/token.ts";
import { keyPair } from "../../support/attest-keys.ts";
import { login, now, rules, token } from "./tokens.ts";

const fault = (authorization: string | undefined, at = now): string => {
  const check = verifyToken(authorization, rules, at);
  return check.ok ? "none" : check.fault;
};
const hmac = { sign: (bytes: Uint8Array) => createHmac("sha512", login.publicPem).update(bytes).digest() };

describe("a token", () => {
  it("gives its claims once it is verified", () => {
    expect(verifyToken(token({ purposes: ["export"] }), rules, now)).toEqual({
      ok: true,
      claims: { sub: "ana", tenant: "acme", role: "buyer", purposes: ["export"] },
    });
  });

  it.each([
    ["none", undefined, "missing"],
    ["another scheme", "Basic x", "malformed"],
    ["no token", "Bearer x", "malformed"],
    ["no signature", token().replace(/[^.]*$/, ""), "malformed"],
    ["no algorithm", token({}, { alg: "none" }), "algorithm"],
    ["the public key as a secret", token({}, { alg: "HS512" }, hmac), "algorithm"],
    ["a key that nobody registered", token({}, { kid: "other" }), "unknown-key"],
    ["a key id of JavaScript's", token({}, { kid: "__proto__" }), "unknown-key"],
    ["a critical header", token({}, { crit: ["b64"] }), "malformed"],
    ["somebody else's signature", token({}, {}, keyPair().signer), "signature"],
    ["another issuer", token({ iss: "x" }), "claims"],
    ["another audience", token({ aud: ["x"] }), "claims"],
    ["a tenant that is a list", token({ tenant: ["acme", "globex"] }), "claims"],
    ["a tenant with a separator", token({ tenant: "acme~x" }), "claims"],
    ["a role that there is not", token({ role: "admin" }), "claims"],
    ["no expiry", token({ exp: undefined }), "claims"],
    ["an expiry that is over", token({ exp: now / 1000 }), "expired"],
    ["a start that is to come", token({ nbf: now / 1000 + 1 }), "expired"],
  ])("is refused with %s", (_, authorization, expected) => expect(fault(authorization)).toBe(expected));

  it("is refused when any character of it changes", () => {
    const good = token();
    for (let at = "Bearer ".length; at < good.length; at += 7) {
      const changed = `${good.slice(0, at)}${good[at] === "A" ? "B" : "A"}${good.slice(at + 1)}`;
      expect(fault(changed)).not.toBe("none");
    }
  });
});
