import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type ApprovalPredicate,
  approversSchema,
  type ExpectedApproval,
  NO_APPROVERS,
  payloadId,
  preAuthEncoding,
  publicKeyFromPem,
  readApproval,
  revocationsOf,
  sealEnvelope,
  sealStatement,
  signApproval,
  signRevocation,
  verifyApproval,
} from "../../../core/attest/index.ts";
import { keyPair, registryOf } from "../../support/attest-keys.ts";

const [alice, bob, mallory] = [keyPair(), keyPair("p256"), keyPair()];
const registry = registryOf(
  {
    id: "alice",
    roles: ["cab", "code-owner"],
    publicKey: alice.publicPem,
    validFrom: "2026-01-01",
    validUntil: "2026-12-31",
  },
  { id: "bob", roles: ["cab"], publicKey: bob.publicPem },
);
const source = `sha256:${"a1".repeat(32)}`;
const predicate: ApprovalPredicate = {
  purpose: "freeze",
  target: "prod",
  ticket: "CAB-7",
  approver: "alice",
  role: "cab",
  requestedBy: "carol",
  category: null,
  limits: null,
  issuedAt: "2026-06-01T10:00:00Z",
  expiresAt: "2026-06-02T10:00:00Z",
  nonce: "00112233445566778899aabbccddeeff",
};
const expected: ExpectedApproval = {
  purpose: "freeze",
  target: "prod",
  ticket: "CAB-7",
  bound: { source },
  author: "carol",
  roles: null,
};
const now = Date.parse("2026-06-01T12:00:00Z");
const seal = (change: Partial<ApprovalPredicate> = {}, signer = alice.signer): string =>
  JSON.stringify(signApproval({ ...predicate, ...change }, { source, plan: `sha256:${"b2".repeat(32)}` }, signer));
const check = (file: string | Uint8Array, change: Partial<ExpectedApproval> = {}, at = now) => {
  const outcome = verifyApproval(file, registry, new Map(), { ...expected, ...change }, at);
  return outcome.status === "valid" ? "valid" : outcome.code;
};

test("the encoding that is signed is DSSE's, at its published vector", () => {
  const given = Buffer.from(preAuthEncoding("http://example.com/HelloWorld", Buffer.from("hello world"))).toString();
  expect(given).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
});

test("an approval of either algorithm holds for its change", () => {
  expect(check(seal())).toBe("valid");
  expect(check(seal({ approver: "bob" }, bob.signer))).toBe("valid");
});

test.each([
  ["ed25519", alice, "alice"],
  ["p256", bob, "bob"],
] as const)("any flipped bit of a %s approval is refused", (_, { signer }, approver) => {
  const bytes = Buffer.from(seal({ approver }, signer));
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const flipped = Buffer.from(bytes);
      flipped[at]! ^= mask;
      expect(check(flipped)).not.toBe("valid");
    }),
    { numRuns: 1500 },
  );
});

test("what differs from the approved change is refused by its own code", () => {
  const other = `sha256:${"c3".repeat(32)}`;
  expect(check(seal(), { target: "other" })).toBe("target-differs");
  expect(check(seal(), { target: null })).toBe("target-differs");
  expect(check(seal(), { ticket: "CAB-8" })).toBe("ticket-differs");
  expect(check(seal(), { purpose: "budget" })).toBe("purpose-differs");
  expect(check(seal(), { bound: { source: other } })).toBe("digest-differs");
  expect(check(seal(), { bound: { source, config: other } })).toBe("digest-differs");
  expect(check(seal(), { author: "ALICE" })).toBe("self-approval");
  expect(check(seal(), { roles: ["code-owner"] })).toBe("role-not-accepted");
});

test("who signed is the registry's matter, not the approval's", () => {
  expect(check(seal({ approver: "mallory" }, mallory.signer))).toBe("unknown-key");
  expect(check(seal({ approver: "bob" }))).toBe("approver-differs");
  expect(check(seal({ approver: "bob", role: "code-owner" }, bob.signer))).toBe("role-not-held");
  expect(check(seal({ requestedBy: "Alice" }))).toBe("self-approval");
  const named = { ...JSON.parse(seal({}, mallory.signer)) };
  named.signatures[0].keyid = alice.signer.keyId;
  expect(check(JSON.stringify(named))).toBe("signature-invalid");
  const nameless = JSON.parse(seal());
  nameless.signatures[0].keyid = "";
  expect(check(JSON.stringify(nameless))).toBe("valid");
});

test("time: not before it is issued, not at its expiry, not with a key that has ended", () => {
  const at = (text: string) => Date.parse(text);
  expect(check(seal(), {}, at("2026-06-01T09:59:59Z"))).toBe("not-yet-issued");
  expect(check(seal(), {}, at("2026-06-02T09:59:59Z"))).toBe("valid");
  expect(check(seal(), {}, at("2026-06-02T10:00:00Z"))).toBe("expired");
  expect(check(seal(), {}, Number.NaN)).not.toBe("valid");
  const long = seal({ expiresAt: "2028-01-01T00:00:00Z" });
  expect(check(long, {}, at("2027-01-01T00:00:00Z"))).toBe("key-not-valid");
  expect(check(seal({ issuedAt: "2025-12-31T00:00:00Z" }))).toBe("key-not-valid");
});

test("a revocation by any registered person holds, one by a stranger does not", () => {
  const file = seal();
  const revoked = {
    approval: payloadId(JSON.parse(file)),
    revokedBy: "bob",
    reason: "wrong build",
    revokedAt: "2026-06-01T11:00:00Z",
  };
  const after = (text: string) => {
    const outcome = verifyApproval(file, registry, revocationsOf([text], registry), expected, now);
    return outcome.status === "valid" ? "valid" : outcome.code;
  };
  expect(after(JSON.stringify(signRevocation(revoked, bob.signer)))).toBe("revoked");
  expect(after(JSON.stringify(signRevocation(revoked, mallory.signer)))).toBe("valid");
  expect(after(JSON.stringify(signRevocation({ ...revoked, revokedBy: "alice" }, bob.signer)))).toBe("valid");
});

test("another statement, a second signature and a malformed predicate are no approval", () => {
  expect(check(JSON.stringify(sealStatement({ ...predicate }, alice.signer)))).toBe("statement-malformed");
  const payload = Buffer.from(JSON.parse(seal()).payload, "base64");
  expect(check(JSON.stringify(sealEnvelope(payload, [alice.signer, bob.signer])))).toBe("one-signer");
  expect(check(JSON.stringify(sealEnvelope(payload, [alice.signer], "text/plain")))).toBe("payload-type");
  const odd = { ...JSON.parse(payload.toString()), extra: 1 };
  expect(check(JSON.stringify(sealStatement(odd, alice.signer)))).toBe("statement-malformed");
  for (const text of ["", "null", "[]", "{}", '{"payload":1}']) expect(check(text)).toBe("envelope-malformed");
  expect(() => signApproval(predicate, {}, alice.signer)).toThrow();
});

test("a registry refuses one key under two names, private keys and other curves", () => {
  const entry = { id: "a", roles: ["cab"], publicKey: alice.publicPem };
  const codes = (...approvers: unknown[]) =>
    approversSchema
      .safeParse({ approvers })
      .error?.issues.map((i) => (i as { params?: { code?: string } }).params?.code);
  expect(codes(entry, { ...entry, id: "b" })).toEqual(["key-twice"]);
  expect(codes({ ...entry, publicKey: alice.privatePem })).toEqual(["key-unreadable"]);
  expect(codes({ ...entry, publicKey: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----" })).toEqual([
    "key-unreadable",
  ]);
  expect(codes({ ...entry, validFrom: "yesterday" })).toEqual(["time-invalid"]);
  expect(() => publicKeyFromPem("nonsense", "k.pem")).toThrow(
    expect.objectContaining({ code: "key-unreadable", file: "k.pem" }),
  );
});

test.each([
  ["{", "line 1, column 2"],
  ['{\n  "payload": x}', "line 2, column 14"],
  [
    '{"payload": "e30=", "payloadType": "t", "signatures": [{"sig": "!"}]}',
    "signatures.0.sig: expected padded standard base64",
  ],
  ['{"payload": "e30=", "payloadType": "t", "signatures": []}', "signatures: "],
  ['{"payload": "e30=", "payloadType": "t", "signatures": [{"sig": ""}], "extra": 1}', "extra: "],
])("a malformed envelope is refused with its place: %s", (file, place) => {
  const check = readApproval(file, NO_APPROVERS, new Map(), 0);
  expect(check).toMatchObject({ status: "refused", code: "envelope-malformed", text: expect.stringContaining(place) });
});
