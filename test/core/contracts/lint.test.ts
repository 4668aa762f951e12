import { describe, expect, it } from "vitest";
import { contractPolicySchema, contractSchema, lintContracts } from "../../../core/contracts/index.ts";

const policy = contractPolicySchema.parse({
  retention: { classes: { short: "P30D" } },
  teams: ["team-orders", "team-billing"],
  purposes: ["billing", "support"],
});
const string = (name: string, more: object = {}) => ({ name, type: "string", ...more });

/** rule and path of what is found in one contract, or in several beside each other. */
function found(...parts: object[]): string[] {
  const contracts = parts.map((part, index) => ({
    file: `${index}.yaml`,
    text: "",
    at: () => ({ line: 1, column: 1 }),
    contract: contractSchema.parse({
      entity: "order",
      version: 1,
      compatibility: "backward",
      owner: "team-orders",
      fields: [string("a")],
      ...part,
    }),
  }));
  return lintContracts(contracts, { policy, today: "2026-11-25" }).map(({ rule, path }) => `${rule} ${path}`);
}

describe("rules on one contract", () => {
  it.each([
    ["a name that cannot name a file", { entity: "my order" }, ["entity-name entity"]],
    ["dots and hyphens in a name", { entity: "shop.my-order" }, []],
    ["an owner that nobody knows", { owner: "team-order" }, ["team-unknown owner"]],
    ["a consumer that nobody knows", { consumers: ["team-billing", "team-x"] }, ["team-unknown consumers.1"]],
    ["a purpose that nobody knows", { purpose: "biling" }, ["purpose-unknown purpose"]],
    [
      "a field's purpose beyond the contract's",
      { purpose: ["billing"], fields: [string("a", { purpose: ["billing", "support"] })] },
      ["purpose-outside fields.0.purpose.1"],
    ],
    ["a name that is personal data", { fields: [string("userEmail")] }, ["pii-suspected fields.0.name"]],
    ["a yes or no about it", { fields: [{ name: "email_sent", type: "boolean" }] }, []],
    ["a duration as people write it", { retention: "30 days" }, ["retention-form retention"]],
    ["a class of the policy", { retention: "short" }, []],
    ["what is neither", { retention: "long" }, ["retention-class retention"]],
    ["a time that cannot be kept", { sla: { read_p95_ms: 0.5 } }, ["sla-unreal sla.read_p95_ms"]],
    [
      "a key that may be null",
      { keys: ["a"], fields: [string("a", { required: true, nullable: true })] },
      ["key-nullable keys.0"],
    ],
    [
      "a key that goes away",
      { keys: ["a"], fields: [string("a", { required: true, deprecated: { until: "2027-01-01" } })] },
      ["key-deprecated keys.0"],
    ],
    [
      "a field that goes away and is required",
      { fields: [string("a", { required: true, deprecated: { until: "2027-01-01" } })] },
      ["required-deprecated fields.0.deprecated"],
    ],
    ["a consumer twice", { consumers: ["team-billing", "team-billing"] }, ["duplicate-entry consumers.1"]],
    [
      "a format spelled otherwise",
      { fields: [string("a", { format: "DateTime" })] },
      ["format-unknown fields.0.format"],
    ],
    [
      "a union that nobody can read",
      { fields: [{ name: "a", type: "union", oneOf: [{ type: "int32" }, { type: "double" }] }] },
      ["union-ambiguous fields.0.oneOf.1"],
    ],
  ])("%s", (_what, part, rules) => {
    expect(found(part)).toEqual(rules);
  });
});

describe("rules on versions beside each other", () => {
  it("an alias is a name that another version has", () => {
    const next = { version: 2, fields: [string("b", { aliases: ["a"] }), string("c", { aliases: ["gone"] })] };
    expect(found({}, next)).toEqual(["alias-dangling fields.1.aliases.0"]);
    expect(found(next)).toEqual([]);
  });

  it("a version stands for one content, whatever the order of its keys", () => {
    expect(found({}, { fields: [string("b")] })).toEqual(["version-not-bumped version"]);
    expect(found({}, {})).toEqual([]);
  });
});
