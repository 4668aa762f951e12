import { FlagdCore } from "@openfeature/flagd-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile, exportFlagd, type Flag, importFlagd, registrySchema } from "../../../../core/flags/index.ts";
import { arbitraryContext, arbitraryRegistry } from "../arbitrary-registry.ts";

const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
// flagd-core hashes UTF-16 and not UTF-8 as flagd in other languages does, and takes `true` for a subject's name.
const comparable = (context: Record<string, unknown>): boolean =>
  /^[\x20-\x7e]*$/.test(JSON.stringify(context)) && context.plan !== true;

describe("a registry exported to flagd", () => {
  it("is served by flagd's own evaluator as by ours, on every context in ASCII (subjects are texts or numbers)", () => {
    let seen = 0;
    fc.assert(
      fc.property(
        arbitraryRegistry,
        fc.array(arbitraryContext.filter(comparable), { minLength: 3 }),
        (registry, contexts) => {
          const core = new FlagdCore(undefined, quiet);
          core.setConfigurations(JSON.stringify(exportFlagd(registry)));
          const ours = compile(registry);
          for (const context of contexts)
            for (const { key } of registry.flags) {
              const mine = ours.evaluate(key, context, Date.now());
              const theirs =
                typeof mine.value === "boolean"
                  ? core.resolveBooleanEvaluation(key, !mine.value, context as never, quiet)
                  : core.resolveNumberEvaluation(key, -1, context as never, quiet);
              expect([key, theirs.value, theirs.variant]).toEqual([key, mine.value, mine.variant]);
              seen++;
            }
        },
      ),
      { numRuns: 400 },
    );
    expect(seen).toBeGreaterThan(2_000);
  });

  it("comes back as it was, up to where it stood and what extended it", () => {
    const plain = (flag: Flag): unknown => ({ ...flag, expires: null, position: null });
    fc.assert(
      fc.property(arbitraryRegistry, (registry) => {
        const back = registrySchema.parse(importFlagd(JSON.parse(JSON.stringify(exportFlagd(registry))), "f"));
        expect(back.flags.map(plain)).toEqual(registry.flags.map(plain));
      }),
    );
  });

  it("has owner and expiry in its metadata", () => {
    const { flags } = registrySchema.parse({
      flags: [{ key: "a", owner: "o", scope: "tenant", expires: "2026-03-31" }],
    });
    expect(exportFlagd({ file: "r", flags }).flags.a!.metadata).toMatchObject({
      owner: "o",
      expires: "2026-04-01T00:00:00Z",
      scope: "tenant",
    });
  });

  it("refuses a claim that flagd would read as a path", () => {
    const targeting = [{ claims: { "https://x.y/role": "a" }, on: true }];
    const { flags } = registrySchema.parse({ flags: [{ key: "a", scope: "global", targeting }] });
    expect(() => exportFlagd({ file: "r", flags })).toThrow(expect.objectContaining({ code: "flagd-not-expressible" }));
  });
});

describe("flagd's definitions from elsewhere", () => {
  const read = (flag: object): unknown => importFlagd({ flags: { a: flag } }, "f").flags[0];
  const base = { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "off" };

  it("are read with ==, in, and, fractional without weights", () => {
    const targeting = {
      if: [
        { and: [{ "==": [{ var: "tenant" }, "acme"] }, { in: [{ var: "role" }, ["x", "y"]] }] },
        "on",
        { fractional: [["on"], ["off", 3]] },
      ],
    };
    expect(read({ ...base, targeting })).toMatchObject({
      targeting: [{ tenants: ["acme"], claims: { role: ["x", "y"] }, on: true }],
      rollout: { percent: 25 },
    });
  });

  it.each([
    ["an unknown operator", { ...base, targeting: { if: [{ ends_with: [{ var: "email" }, "@x"] }, "on", "off"] } }],
    ["a path", { ...base, targeting: { if: [{ "==": [{ var: "a.b" }, 1] }, "on", "off"] } }],
    ["a disabled flag of variants", { ...base, state: "DISABLED", variants: { a: 1, b: 2 }, defaultVariant: "a" }],
    [
      "a hash without the key",
      { ...base, targeting: { fractional: [{ cat: [{ var: "x" }] }, ["on", 1], ["off", 1]] } },
    ],
    ["no default", { ...base, defaultVariant: null }],
  ])("are refused with %s", (_, flag) => {
    expect(() => read(flag)).toThrow(expect.objectContaining({ code: "flagd-not-expressible", field: "a" }));
  });

  it.each([[null], [{}], [{ flags: [] }], [{ flags: { a: 1 } }], [{ flags: { a: { state: "ON" } } }]])(
    "are refused as malformed: %j",
    (value) => {
      expect(() => importFlagd(value, "f")).toThrow(expect.objectContaining({ code: "flagd-malformed" }));
    },
  );
});
