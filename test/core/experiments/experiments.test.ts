import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publicKeyFromPem } from "../../../core/attest/index.ts";
import {
  admit,
  analyse,
  assign,
  Collection,
  manifestOf,
  manifestSchema,
  rule,
  sealManifest,
  verifyManifest,
} from "../../../core/experiments/index.ts";
import { seededRandom } from "../../../core/stats/index.ts";
import { keyPair } from "../../support/attest-keys.ts";
import { definitionOf } from "./definition-of.ts";

const salt = new Uint8Array(32).fill(7);
const now = Date.parse("2025-12-17");
const event = (rest: object = {}) => ({
  experiment: "subs-buffer",
  arm: "control",
  subject: "user-1",
  at: now,
  metrics: { p95_ms: 10, error_rate: 0 },
  ...rest,
});

describe("assignment", () => {
  it("is the same for ever and comes out by weight", () => {
    const experiment = definitionOf({
      arms: [
        { name: "control", variant: "off", weight: 3 },
        { name: "treatment", variant: "on", weight: 1 },
      ],
    });
    let treated = 0;
    for (let i = 0; i < 20_000; i++) {
      const arm = assign(experiment, { targetingKey: `u${i}` });
      expect(assign(experiment, { targetingKey: `u${i}` })).toBe(arm);
      if (arm === "treatment") treated++;
    }
    expect(Math.abs(treated - 5000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.25 * 0.75));
  });
  it("leaves out excluded tenants and nobody in particular", () => {
    const experiment = definitionOf({ excludeTenants: ["gov"] });
    expect(assign(experiment, { targetingKey: "u", tenant: "gov" })).toBeNull();
    expect(assign(experiment, {})).toBeNull();
    expect(assign(experiment, { targetingKey: "x".repeat(5000) })).toBeNull();
  });
});

describe("personal data", () => {
  const experiment = definitionOf({ pii: { allow: ["region", "note"], hash: ["account"], deny: ["plan"] } });
  it.each([
    ["email", { email: "x" }, "pii-denied"],
    ["a field that is denied", { plan: "x" }, "pii-denied"],
    ["a field that nobody allowed", { color: "x" }, "pii-not-allowed"],
    ["an address in an allowed field", { note: "write to a@b.example" }, "pii-value"],
    ["an IP address", { note: "from 10.1.2.3" }, "pii-value"],
    ["a phone number", { note: "+41 44 123 45 67" }, "pii-value"],
    ["an object", { region: { email: "x" } }, "malformed"],
  ])("drops an event with %s", (_, attributes, reason) => {
    expect(admit(experiment, event({ attributes }), salt)).toMatchObject({ ok: false, reason });
  });
  it.each([[{ email: "a@b.example" }], [{ metrics: { email: 1 } }], [{ pre: { ip: 1 } }]])(
    "drops %j beside the fields",
    (rest) => {
      expect(admit(experiment, event(rest), salt)).toMatchObject({ ok: false, reason: "pii-denied" });
    },
  );
  it("keeps subject and hashed fields as hashes only", () => {
    const admitted = admit(experiment, event({ attributes: { account: "acc-9", region: "eu" } }), salt);
    expect(JSON.stringify(admitted)).not.toMatch(/user-1|acc-9/);
    expect(admitted).toMatchObject({ ok: true, event: { attributes: { region: "eu" } } });
  });
  it("never fails on what is sent, and counts what is dropped", () => {
    const collection = new Collection(experiment, salt);
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(collection.observe(value)).toBe(false);
      }),
    );
    expect(Object.values(collection.dropped).reduce((a, b) => a + b, 0)).toBe(100);
  });
});

function filled(changes: object, subjects: number, rates: [number, number], shift = 0): Collection {
  const collection = new Collection(definitionOf(changes), salt);
  const random = seededRandom(5);
  for (let i = 0; i < subjects; i++) {
    const treated = i % 2 === 1;
    collection.observe(
      event({
        subject: `u${i}`,
        arm: treated ? "treatment" : "control",
        metrics: {
          p95_ms: 100 + 10 * random.normal() + (treated ? shift : 0),
          error_rate: random.uniform() < rates[treated ? 1 : 0] ? 1 : 0,
        },
      }),
    );
  }
  return collection;
}

describe("how it ends", () => {
  const ruled = (collection: Collection, changes: object = {}, at = now) => {
    const experiment = definitionOf(changes);
    const { decision, reason } = rule(experiment, analyse(experiment, collection.tally, collection.multiple), at);
    return [decision, reason?.code ?? null];
  };
  it("goes on while nothing is clear", () => expect(ruled(filled({}, 500, [0.05, 0.05]))).toEqual(["running", null]));
  it("stops at a guardrail", () => expect(ruled(filled({}, 2000, [0.05, 0.2]))).toEqual(["stop", "guardrail"]));
  it("bears what is within the margin", () => {
    const wide = { guardrails: [{ name: "error_rate", kind: "proportion", better: "lower", margin: 9 }] };
    expect(ruled(filled(wide, 2000, [0.05, 0.2]), wide)).toEqual(["running", null]);
  });
  it("stops where the primary metric is worse", () =>
    expect(ruled(filled({}, 2000, [0.05, 0.05], 10))).toEqual(["stop", "primary"]));
  it("ships a better one at its cap, not before", () => {
    expect(ruled(filled({}, 2000, [0.05, 0.05], -10))).toEqual(["running", null]);
    expect(ruled(filled({}, 4000, [0.05, 0.05], -10))).toEqual(["ship", "cap"]);
  });
  it("ends at its date and after its longest time", () => {
    expect(ruled(filled({}, 500, [0.05, 0.05]), { end: "2025-12-16" })).toEqual(["inconclusive", "end"]);
    expect(ruled(filled({}, 500, [0.05, 0.05]), {}, Date.parse("2026-02-01"))).toEqual([
      "inconclusive",
      "max-duration",
    ]);
  });
  it("is invalid where the arms are not as large as they should be, from 8 an arm", () => {
    const unequal = (a: number, b: number): Collection => {
      const collection = new Collection(definitionOf(), salt);
      for (let i = 0; i < a; i++) collection.observe(event({ subject: `a${i}` }));
      for (let i = 0; i < b; i++) collection.observe(event({ subject: `b${i}`, arm: "treatment" }));
      return collection;
    };
    expect(ruled(unequal(8, 40))).toEqual(["invalid", "srm"]);
    expect(ruled(unequal(7, 9))).toEqual(["running", null]);
  });
  it("is invalid where subjects are seen in both arms", () => {
    const collection = filled({}, 400, [0.05, 0.05]);
    for (let i = 0; i < 20; i += 2) collection.observe(event({ subject: `u${i}`, arm: "treatment" }));
    expect(ruled(collection)).toEqual(["invalid", "multiple-exposure"]);
  });
  it("leaves nothing of subjects behind when it is emptied", () => {
    const collection = filled({}, 500, [0.05, 0.05]);
    collection.empty();
    const { tally } = collection;
    expect([collection.samples, tally.count("control"), tally.moments("control", "p95_ms").n]).toEqual([0, 0, 0]);
  });
});

describe("the manifest", () => {
  const { signer, publicPem } = keyPair();
  const trusted = [publicKeyFromPem(publicPem)];
  const experiment = definitionOf();
  const analysis = analyse(experiment, filled({}, 4000, [0.05, 0.05], -10).tally);
  const manifest = manifestOf(experiment, analysis, rule(experiment, analysis, now), { "pii-value": 2 }, now);
  const { bytes, envelope } = sealManifest(manifest, signer);
  const text = JSON.stringify(envelope);

  it("holds as it was made, with the plain values that teams read", () => {
    expect(verifyManifest(bytes, text, trusted)).toMatchObject({ valid: true, keyId: signer.keyId });
    expect(manifest).toMatchObject({
      exp: "subs-buffer",
      owner: "platform-eng",
      decision: "ship",
      samples: { total: 4000 },
    });
    expect(manifest.effect.p95_ms).toBeCloseTo(-0.1, 1);
    expect(manifest.signed).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it("does not hold with any one byte changed, in manifest or envelope", () => {
    const envelopeBytes = Buffer.from(text, "utf8");
    const flips = [0x01, 0x20];
    for (const [original, inManifest] of [
      [Buffer.from(bytes), true],
      [envelopeBytes, false],
    ] as const)
      for (let at = 0; at < original.length; at++)
        for (const flip of flips) {
          const changed = Buffer.from(original);
          changed[at]! ^= flip;
          const check = inManifest
            ? verifyManifest(changed, envelopeBytes, trusted)
            : verifyManifest(bytes, changed, trusted);
          if (check.valid) expect.fail(`byte ${at} of ${inManifest ? "manifest" : "envelope"} ^ ${flip} was not seen`);
        }
  });

  it("does not hold with bytes more or less", () => {
    for (const other of [`${text}\n`, ` ${text}`, text.slice(0, -1), text.replace('"keyid"', '"\\u006beyid"')])
      expect(verifyManifest(bytes, other, trusted).valid).toBe(false);
    expect(verifyManifest(bytes.subarray(0, -1), text, trusted).valid).toBe(false);
    expect(verifyManifest(Buffer.concat([bytes, Buffer.from(" ")]), text, trusted).valid).toBe(false);
  });

  it("does not hold under another key", () => {
    const other = [publicKeyFromPem(keyPair().publicPem)];
    expect(verifyManifest(bytes, text, other).failures[0]!.code).toBe("unknown-key");
  });

  it("reads the form that teams wrote before", () => {
    const seed = {
      exp: "subs-buffer",
      owner: "platform-eng",
      start: "2025-12-16",
      end: "2025-12-20",
      effect: { p95_ms: -8.3, error_rate: -0.02 },
      signed: "sha256:...",
    };
    expect(manifestSchema.parse(seed)).toEqual(seed);
  });
});
