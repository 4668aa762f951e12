import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CompileOptions, compile, murmur3, registrySchema } from "../../../../core/flags/index.ts";
import { arbitraryContext, arbitraryRegistry } from "../arbitrary-registry.ts";

const now = Date.parse("2026-06-01");
const later = "2099-01-01";
const snapshot = (flags: object[], options: CompileOptions = {}) =>
  compile(
    { file: "r", flags: registrySchema.parse({ flags: flags.map((f) => ({ scope: "global", ...f })) }).flags },
    options,
  );
const ask = (flag: object, context: Record<string, unknown> = {}, options: CompileOptions = {}, at = now) => {
  const { value, cause } = snapshot([{ key: "a", expires: later, ...flag }], options).evaluate("a", context, at);
  return [value, cause];
};

describe("MurmurHash3", () => {
  // Published vectors of the x86 32-bit variant, seed 0.
  it.each([
    ["", 0],
    ["a", 0x3c2569b2],
    ["abc", 0xb3dd93fa],
    ["Hello, world!", 0xc0363e43],
    ["The quick brown fox jumps over the lazy dog", 0x2e4ff723],
    ["ππππππππ", null],
  ])("of %j", (text, expected) => {
    if (expected === null) expect(murmur3(text)).not.toBe(murmur3(text.slice(1)));
    else expect(murmur3(text)).toBe(expected);
  });
});

describe("what a flag serves", () => {
  it.each<[string, object, object, CompileOptions, unknown[]]>([
    ["is off unless something turns it on", {}, {}, {}, [false, "static"]],
    ["is on where the registry says so", { on: true }, {}, {}, [true, "static"]],
    ["is on where the stack's config says so", {}, {}, { overrides: { a: true } }, [true, "static"]],
    ["is off where the config says so", { on: true }, {}, { overrides: { a: false } }, [false, "turned-off"]],
    ["expired release: safe side", { on: true, expires: "2026-01-01" }, {}, {}, [false, "expired"]],
    ["expired, safe on", { safe: true, expires: "2026-01-01" }, {}, {}, [true, "expired"]],
    ["expired ops flag: goes on", { on: true, type: "ops", expires: "2026-01-01" }, {}, {}, [true, "static"]],
    ["killed: safe side", { on: true }, {}, { kills: new Set(["a"]) }, [false, "killed"]],
    ["killed, safe on", { safe: true }, {}, { kills: new Set(["a"]) }, [true, "killed"]],
    ["killed beats config", {}, {}, { kills: new Set(["a"]), overrides: { a: true } }, [false, "killed"]],
    ["tenant", { targeting: [{ tenants: ["x"], on: true }] }, { tenant: "x" }, {}, [true, "rule"]],
    ["another tenant", { targeting: [{ tenants: ["x"], on: true }] }, { tenant: "y" }, {}, [false, "static"]],
    ["claim in a list", { targeting: [{ claims: { r: ["a", 7] }, on: true }] }, { r: ["z", 7] }, {}, [true, "rule"]],
    ["claim of another type", { targeting: [{ claims: { r: 7 }, on: true }] }, { r: "7" }, {}, [false, "static"]],
    [
      "first rule wins",
      {
        targeting: [
          { tenants: ["x"], on: false },
          { tenants: ["x"], on: true },
        ],
      },
      { tenant: "x" },
      {},
      [false, "rule"],
    ],
    ["100 percent", { rollout: { percent: 100 } }, { targetingKey: "u" }, {}, [true, "split"]],
    ["0 percent", { rollout: { percent: 0 } }, { targetingKey: "u" }, {}, [false, "split"]],
    ["a share of nobody", { rollout: { percent: 100 } }, {}, {}, [false, "no-subject"]],
    ["a share by tenant", { rollout: { percent: 100, by: "tenant" } }, { tenant: "x" }, {}, [true, "split"]],
    [
      "out of scope",
      { on: true, services: ["x"] },
      {},
      { place: { service: "y", stack: null, environment: null } },
      [false, "out-of-scope"],
    ],
    [
      "ended experiment",
      { on: true, ended: { experiment: "e", at: "2026-01-01", decision: "stop" } },
      {},
      {},
      [false, "ended"],
    ],
  ])("%s", (_, flag, context, options, expected) => {
    expect(ask(flag, context as Record<string, unknown>, options)).toEqual(expected);
  });

  it("turns to its safe side at the instant of its expiry, in a snapshot that was made before", () => {
    const made = snapshot([{ key: "a", on: true, expires: "2026-06-01" }]);
    const end = Date.parse("2026-06-02");
    expect(made.isOn("a", {}, end - 1)).toBe(true);
    expect(made.isOn("a", {}, end)).toBe(false);
  });

  it("follows its prerequisites, theirs included, also when one is killed or expires", () => {
    const flags = [
      { key: "a", on: true, expires: later, prerequisites: ["b"] },
      { key: "b", on: true, expires: later, prerequisites: ["c"] },
      { key: "c", on: true, expires: "2026-12-31" },
    ];
    expect(snapshot(flags).isOn("a", {}, now)).toBe(true);
    expect(snapshot(flags, { kills: new Set(["c"]) }).evaluate("a", {}, now).cause).toBe("prerequisite-off");
    expect(snapshot(flags).isOn("a", {}, Date.parse("2027-01-01"))).toBe(false);
  });

  it("puts circles, keys that stand twice and lost prerequisites on the safe side, and nothing else", () => {
    const flags = [
      { key: "a", on: true, prerequisites: ["b"] },
      { key: "b", on: true, prerequisites: ["a"] },
      { key: "c", on: true, prerequisites: ["b"] },
      { key: "twice", on: true },
      { key: "twice", on: true },
      { key: "lost", on: true, prerequisites: ["nowhere"] },
      { key: "good", on: true },
    ];
    const made = snapshot(flags);
    const on = [...made.keys()].filter((key) => made.isOn(key, {}, now));
    expect(on).toEqual(["good"]);
  });

  it("answers a chain of 20,000 prerequisites without a crash", () => {
    const flags = Array.from({ length: 20_000 }, (_, i) => ({
      key: `k${i}`,
      on: true,
      prerequisites: i ? [`k${i - 1}`] : [],
    }));
    expect(["failed", "prerequisite-off", "static"]).toContain(snapshot(flags).evaluate("k19999", {}, now).cause);
  });
});

describe("hostile questions", () => {
  const made = snapshot([
    { key: "a", rollout: { percent: 100 }, targeting: [{ claims: { constructor: "x" }, on: true }] },
  ]);
  it.each(["__proto__", "constructor", "toString", "", "a".repeat(1 << 20)])("an unknown key %#", (key) => {
    expect(made.evaluate(key, {}, now)).toMatchObject({ value: false, on: false, errorCode: "FLAG_NOT_FOUND" });
  });
  it("a subject of a megabyte is nobody", () => {
    expect(made.evaluate("a", { targetingKey: "x".repeat(1 << 20) }, now).cause).toBe("no-subject");
  });
  it.each([[{ targetingKey: { toString: () => "u" } }], [{ targetingKey: Number.NaN }], [{ targetingKey: "" }]])(
    "a subject that is no text: %o",
    (context) => {
      expect(made.evaluate("a", context, now).cause).toBe("no-subject");
    },
  );
  it("inherited members are not claims, and a getter that throws is the safe side", () => {
    expect(made.evaluate("a", Object.create({ targetingKey: "u" }), now).cause).toBe("no-subject");
    const bad = Object.defineProperty({}, "targetingKey", {
      get: () => {
        throw new Error("x");
      },
    });
    expect(made.evaluate("a", bad, now)).toMatchObject({ value: false, cause: "failed" });
  });
});

describe("always", () => {
  it("the same question gets the same answer, in every order of asking", () => {
    fc.assert(
      fc.property(arbitraryRegistry, arbitraryContext, (registry, context) => {
        const [one, two] = [compile(registry), compile(registry)];
        two.evaluate("b.c", {}, now);
        for (const { key } of registry.flags)
          expect(one.evaluate(key, context, now)).toEqual(two.evaluate(key, context, now));
      }),
    );
  });

  it("a kill only ever moves towards the safe side, whatever config says", () => {
    fc.assert(
      fc.property(arbitraryRegistry, arbitraryContext, fc.boolean(), (registry, context, over) => {
        const made = compile(registry, { kills: new Set(["a"]), overrides: { a: over } });
        expect(made.evaluate("a", context, now).variant).toBe(registry.flags[0]!.safeVariant);
      }),
    );
  });

  it("a larger share keeps all who had it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), fc.uuid(), (p, q, id) => {
        const on = (percent: number) =>
          snapshot([{ key: "a", rollout: { percent } }]).isOn("a", { targetingKey: id }, now);
        if (on(Math.min(p, q))) expect(on(Math.max(p, q))).toBe(true);
      }),
    );
  });

  it("shares come out as they are written", () => {
    const made = snapshot([{ key: "checkout.fast", rollout: { percent: 10 } }]);
    let on = 0;
    for (let i = 0; i < 100_000; i++) if (made.isOn("checkout.fast", { targetingKey: `user-${i}` }, now)) on++;
    // Four standard deviations of Binomial(100,000, 0.1).
    expect(Math.abs(on - 10_000)).toBeLessThan(4 * Math.sqrt(100_000 * 0.1 * 0.9));
  });
});
