import { describe, expect, it, test } from "vitest";
import {
  type CompatibilityMode,
  type Contract,
  contractSchema,
  diffContracts,
  type Field,
  recordMisfit,
} from "../../../../core/contracts/index.ts";

type FieldInput = Partial<Record<keyof Field, unknown>> & { name: string };
const contract = (version: number | string, fields: readonly FieldInput[], more: object = {}): Contract =>
  contractSchema.parse({
    entity: "order",
    version,
    compatibility: "full",
    fields: [{ name: "id", type: "int64", required: true }, ...fields],
    ...more,
  });
const compare = (
  before: readonly FieldInput[] | object,
  after: readonly FieldInput[] | object,
  mode: CompatibilityMode = "full",
) => {
  const side = (version: number, given: readonly FieldInput[] | object) =>
    Array.isArray(given) ? contract(version, given as FieldInput[]) : contract(version, [], given);
  return diffContracts(side(1, before), side(2, after), { mode });
};
const found = (...args: Parameters<typeof compare>) =>
  compare(...args).findings.map(({ code, path, breaks }) => [code, path, breaks.join("+")].join(" ").trim());
const x = (more: object): FieldInput[] => [{ name: "x", type: "string", ...more }];
const union = (...types: object[]) => x({ type: "union", oneOf: types });

describe("each rule, with the directions that it breaks", () => {
  it.each([
    ["an optional field came", [], x({}), ["field-added x"]],
    ["a required one came", [], x({ required: true }), ["field-added x backward"]],
    ["a required one with a default", [], x({ required: true, default: "a" }), ["field-added x"]],
    ["an optional one went", x({}), [], ["field-removed x"]],
    ["a required one went", x({ required: true }), [], ["field-removed x forward"]],
    ["required now", x({}), x({ required: true }), ["required-added x backward"]],
    [
      "required now, with a default",
      x({}),
      x({ required: true, default: "a" }),
      ["required-added x", "default-added x"],
    ],
    ["required no more", x({ required: true }), x({}), ["required-removed x forward"]],
    ["null now", x({}), x({ nullable: true }), ["nullable-added x forward"]],
    ["null no more", x({ nullable: true }), x({}), ["nullable-removed x backward"]],
    ["a wider type", x({ type: "int32" }), x({ type: "int64" }), ["type-widened x forward"]],
    ["a narrower one", x({ type: "double" }), x({ type: "float" }), ["type-narrowed x backward"]],
    ["another one", x({}), x({ type: "int32" }), ["type-changed x backward+forward"]],
    ["a lossy one", x({ type: "int64" }), x({ type: "double" }), ["precision-lost x backward+forward"]],
    [
      "more digits",
      x({ type: "decimal", precision: 5, scale: 2 }),
      x({ type: "decimal", precision: 7, scale: 2 }),
      ["type-widened x forward"],
    ],
    [
      "fewer behind the point",
      x({ type: "decimal", precision: 7, scale: 2 }),
      x({ type: "decimal", precision: 7, scale: 1 }),
      ["precision-lost x backward+forward"],
    ],
    ["an enum where there was none", x({}), x({ enum: ["a"] }), ["enum-added x backward"]],
    ["no enum any more", x({ enum: ["a"] }), x({}), ["enum-removed x forward"]],
    [
      "another value",
      x({ enum: ["a", "b"] }),
      x({ enum: ["a", "c"] }),
      ["enum-value-removed x backward", "enum-value-added x forward"],
    ],
    ["a format", x({}), x({ format: "email" }), ["format-changed x"]],
    ["a default", x({}), x({ default: "a" }), ["default-added x"]],
    ["another default", x({ default: "b" }), x({ default: "a" }), ["default-changed x"]],
    ["no default", x({ default: "b" }), x({}), ["default-removed x"]],
    [
      "a name with an alias",
      x({ required: true }),
      [{ name: "y", type: "string", required: true, aliases: ["x"] }],
      ["field-renamed y forward", "text-changed y"],
    ],
    [
      "a name that looks alike",
      [{ name: "zip", type: "string" }],
      [{ name: "zip_code", type: "string" }],
      ["field-removed zip", "field-added zip_code", "field-renamed zip_code"],
    ],
    ["personal data", x({}), x({ pii: true }), ["pii-added x forward"]],
    ["personal no more", x({ pii: true }), x({}), ["pii-removed x backward"]],
    [
      "guarded less",
      x({ classification: "restricted" }),
      x({ classification: "internal" }),
      ["classification-lowered x backward"],
    ],
    [
      "guarded more",
      x({ classification: "public" }),
      x({ classification: "internal" }),
      ["classification-raised x forward"],
    ],
    ["a purpose more", x({ purpose: "a" }), x({ purpose: ["a", "b"] }), ["purpose-widened x backward"]],
    ["a purpose less", x({ purpose: ["a", "b"] }), x({ purpose: "a" }), ["purpose-narrowed x forward"]],
    [
      "kept longer, personal",
      x({ pii: true, retention: "P1D" }),
      x({ pii: true, retention: "P2D" }),
      ["retention-lengthened x backward"],
    ],
    ["kept longer", x({ retention: "P1D" }), x({ retention: "P2D" }), ["retention-lengthened x"]],
    ["kept shorter", x({ retention: "P2D" }), x({ retention: "P1D" }), ["retention-shortened x forward"]],
    ["a notice", x({}), x({ deprecated: { until: "2027-01-01" } }), ["deprecated-added x"]],
    [
      "in a list",
      x({ type: "array", items: { type: "int32" } }),
      x({ type: "array", items: { type: "int64" } }),
      ["type-widened x[] forward"],
    ],
    [
      "in a map",
      x({ type: "map", values: { type: "string" } }),
      x({ type: "map", values: { type: "string", nullable: true } }),
      ["nullable-added x{} forward"],
    ],
    [
      "in an object",
      x({ type: "object", fields: [{ name: "a", type: "string" }] }),
      x({ type: "object", fields: [{ name: "a", type: "string", required: true }] }),
      ["required-added x.a backward"],
    ],
    [
      "a branch more",
      union({ type: "int32" }, { type: "string" }),
      union({ type: "int32" }, { type: "string" }, { type: "boolean" }),
      ["union-branch-added x forward"],
    ],
    [
      "a branch less",
      union({ type: "int32" }, { type: "string" }, { type: "boolean" }),
      union({ type: "int32" }, { type: "string" }),
      ["union-branch-removed x backward"],
    ],
    [
      "a type that became a branch",
      x({}),
      union({ type: "int32" }, { type: "string" }),
      ["union-branch-added x forward"],
    ],
    [
      "a branch that another covers",
      union({ type: "int32" }, { type: "int64" }),
      x({ type: "int64" }),
      ["union-branch-removed x"],
    ],
    ["fields of keys", { keys: ["id"] }, {}, ["keys-changed keys forward"]],
    [
      "a looser promise",
      { sla: { read_p95_ms: 100 } },
      { sla: { read_p95_ms: 200 } },
      ["sla-loosened sla.read_p95_ms"],
    ],
    ["a tighter one", { sla: { read_p95_ms: 100 } }, { sla: { read_p95_ms: 50 } }, ["sla-tightened sla.read_p95_ms"]],
    [
      "a purpose of all",
      { purpose: "a" },
      { purpose: "b" },
      ["purpose-widened purpose backward", "purpose-narrowed purpose forward"],
    ],
    ["a retention of all", { retention: "P2D" }, { retention: "P1D" }, ["retention-shortened retention forward"]],
    ["an owner", { owner: "a" }, { owner: "b" }, ["owner-changed owner"]],
    ["a promise", { compatibility: "full" }, { compatibility: "none" }, ["compatibility-weakened compatibility"]],
    ["nothing", x({ pii: true }), x({ pii: true }), []],
  ] as [string, FieldInput[] | object, FieldInput[] | object, string[]][])("%s", (_what, before, after, expected) => {
    expect(found(before, after)).toEqual(expected);
    for (const { severity, breaks, witness } of compare(before, after).findings) {
      expect(severity === "breaking").toBe(breaks.length > 0);
      expect(witness !== null).toBe(severity === "breaking");
    }
  });
});

describe("the mode decides", () => {
  const went: [FieldInput[], FieldInput[]] = [x({ required: true }), []];
  it.each([
    ["backward", false, "minor", "consumers"],
    ["forward", true, "major", "consumers"],
    ["full", true, "major", "consumers"],
    ["none", false, "major", "consumers"],
  ] as const)("a required field that went, %s", (mode, breaking, required, upgradeFirst) => {
    const diff = compare(...went, mode);
    expect(diff).toMatchObject({ mode, breaking, upgradeFirst, semver: { required, declared: "major" } });
    expect(diff.findings[0]!.severity).toBe(breaking ? "breaking" : "warning");
  });

  test("what both sides can read goes out in the order that the mode promises", () => {
    const order = (mode: CompatibilityMode) => compare([], x({}), mode).upgradeFirst;
    expect([order("backward"), order("forward"), order("full")]).toEqual(["consumers", "producers", "any"]);
  });

  test("a version cannot take back what the one before it promised", () => {
    const prev = contract(1, x({ required: true }), { compatibility: "forward" });
    const next = contract(2, [], { compatibility: "none" });
    expect(diffContracts(prev, next)).toMatchObject({ mode: "forward", breaking: true });
  });

  test("a version that is raised by too little is named", () => {
    const diff = diffContracts(contract("1.0.0", []), contract("1.0.1", x({})), {});
    expect(diff.semver).toEqual({ required: "minor", declared: "patch" });
    expect(diff.findings.at(-1)).toMatchObject({ code: "version-too-low", severity: "warning" });
  });
});

describe("witnesses", () => {
  test("nested: the smallest record around what cannot be read", () => {
    const lines = (type: string) =>
      x({
        type: "array",
        required: true,
        items: {
          type: "object",
          fields: [
            { name: "sku", type: "string", required: true },
            { name: "price", type },
          ],
        },
      });
    const { witness } = compare(lines("int64"), lines("int32"), "backward").findings[0]!;
    expect(witness).toEqual({
      record: { id: 1, x: [{ sku: "text", price: "9223372036854775807" }] },
      validUnder: "prev",
      failsUnder: "next",
      reason: 'x.0.price "9223372036854775807" is int64, which is not read as int32',
    });
  });

  test("lost digits show in the number that is read", () => {
    const { witness } = compare(x({ type: "int64" }), x({ type: "double" }), "backward").findings[0]!;
    expect(witness!.reason).toContain("9223372036854775807 is read as the double 9223372036854775808");
  });

  test("what no branch can read is put together from what each cannot", () => {
    const list = (...values: string[]) => ({ type: "array", items: { type: "string", enum: values } });
    const { findings } = compare(x(list("a", "b")), union(list("a"), list("b")), "backward");
    const { witness } = findings.find(({ severity }) => severity === "breaking")!;
    const { x: value } = witness!.record as { x: string[] };
    expect([...value].sort()).toEqual(["a", "b"]);
  });

  test("records that are taken for each other come as two", () => {
    const region = x({ required: true });
    const diff = diffContracts(contract(1, region, { keys: ["id", "x"] }), contract(2, region, { keys: ["id"] }));
    const { witness } = diff.findings.find(({ code }) => code === "keys-changed")!;
    expect(witness).toMatchObject({ validUnder: "prev", failsUnder: "next" });
    const [a, b] = [witness!.record, witness!.earlier] as { id: number; x: string }[];
    expect(a!.id).toBe(b!.id);
    expect(a!.x).not.toBe(b!.x);
  });

  test("are valid under the version that wrote them", () => {
    const [prev, next] = [contract(1, x({ pii: true, purpose: "a" })), contract(2, x({ pii: true, purpose: "b" }))];
    for (const { witness } of diffContracts(prev, next).findings)
      if (witness)
        expect(recordMisfit((witness.validUnder === "prev" ? prev : next).fields, witness.record)).toBeNull();
  });
});

describe("two contracts that are no versions of each other", () => {
  it.each([
    ["mixed-entities", contract(1, []), contract(2, [], { entity: "client" })],
    ["version-order", contract(2, []), contract(1, [])],
  ])("%s", (code, prev, next) => {
    expect(() => diffContracts(prev, next)).toThrow(expect.objectContaining({ code }));
  });
});

test("a purpose of all is shown by a field that takes it in both versions, not by one in a branch that was only tried", () => {
  const inner = (name: string, more: object) =>
    x({
      purpose: "a",
      type: "union",
      oneOf: [{ type: "object", fields: [{ name, type: "int32", ...more }] }, { type: "uuid" }],
    });
  const prev = contract(1, inner("zip", {}), { purpose: "a" });
  const next = contract(2, inner("lines", { aliases: ["zip"] }), { purpose: "b" });
  for (const mode of ["backward", "forward"] as const)
    for (const { severity, witness } of diffContracts(prev, next, { mode }).findings)
      expect(witness === null).toBe(severity !== "breaking");
});
