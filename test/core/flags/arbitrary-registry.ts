import fc from "fast-check";
import { type Registry, registrySchema } from "../../../core/flags/index.ts";

/** Entries of a registry as people write them, with a bias to what rules look at. */
const names = ["acme", "globex", "initech"];
const claim = fc.constantFrom("role", "plan", "age", "constructor");
const scalar = fc.constantFrom<string | number | boolean>("admin", "user", 7, true, "x y");
const serve = (variants: readonly string[] | null): fc.Arbitrary<Record<string, unknown>> =>
  variants === null
    ? fc.oneof(
        fc.boolean().map((on) => ({ on })),
        fc.integer({ min: 0, max: 100_000 }).map((n) => ({ percent: n / 1000 })),
      )
    : fc.oneof(
        fc.constantFrom(...variants).map((variant) => ({ variant })),
        fc.integer({ min: 0, max: 100 }).map((n) => ({ weights: { [variants[0]!]: n, [variants[1]!]: 100 - n } })),
      );
const by = fc.constantFrom({}, {}, { by: "tenant" }, { by: "plan" });

const entry = (key: string): fc.Arbitrary<Record<string, unknown>> =>
  fc.constantFrom<readonly string[] | null>(null, null, ["control", "treatment"]).chain((variants) =>
    fc
      .record(
        {
          type: fc.constantFrom("release", "experiment", "ops", "permission"),
          expires: fc.constantFrom("2020-01-01", "2099-01-01", "2099-01-01T12:00:00Z"),
          owner: fc.constant("team"),
          risk: fc.constantFrom("low", "high"),
          killswitch: fc.boolean(),
          services: fc.constant(["orders, eu", "b"]),
          rollout: fc
            .tuple(serve(variants), by)
            .filter(([s]) => "percent" in s || "weights" in s)
            .map(([s, b]) => ({ ...s, ...b })),
          targeting: fc.array(
            fc
              .tuple(
                fc.subarray(names, { minLength: 1 }),
                fc.option(fc.tuple(claim, fc.array(scalar, { minLength: 1, maxLength: 2 })), { nil: null }),
                serve(variants),
                by,
                fc.boolean(),
              )
              .map(([tenants, claims, s, b, both]) => ({
                ...(both || claims === null ? { tenants } : {}),
                ...(claims === null ? {} : { claims: { [claims[0]]: claims[1] } }),
                ...s,
                ...("percent" in s || "weights" in s ? b : {}),
              })),
            { maxLength: 3 },
          ),
        },
        { requiredKeys: ["type"] },
      )
      .chain((rest) =>
        fc.boolean().map((flip) => ({
          key,
          scope: "tenant",
          ...rest,
          ...(variants === null
            ? { on: flip, safe: !flip }
            : { variants: { control: 1, treatment: 2 }, default: variants[flip ? 1 : 0], safe: "control" }),
        })),
      ),
  );

/** A registry of three flags without prerequisites. */
export const arbitraryRegistry: fc.Arbitrary<Registry> = fc
  .tuple(entry("a"), entry("b.c"), entry("d-e"))
  .map((flags) => ({ file: "r", owners: null, flags: registrySchema.parse({ flags }).flags }));

/** Contexts, some of them hostile. */
export const arbitraryContext: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    targetingKey: fc.oneof(fc.string({ minLength: 1, maxLength: 12 }), fc.constantFrom("__proto__", "ä€𝄞", "user-1")),
    tenant: fc.constantFrom(...names, "other", "__proto__"),
    role: fc.oneof(scalar, fc.array(scalar)),
    plan: scalar,
    age: fc.oneof(scalar, fc.constant(null)),
  },
  { requiredKeys: [] },
);
