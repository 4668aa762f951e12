import { describe, expect, test } from "vitest";
import { checkGateInputs, parseInputs } from "../../stacks/inputs.ts";

const key = (name: string): string => `maestro-conductor:${name}`;

describe("the config of a stack that is only gated", () => {
  test("may leave out what a release needs", () => {
    const raw = { [key("environment")]: "staging", [key("flags")]: '{"a.b":true}', "aws:region": "eu-central-1" };
    expect(() => checkGateInputs(raw, "Pulumi.prod.yaml")).not.toThrow();
    expect(() => checkGateInputs({}, "Pulumi.prod.yaml")).not.toThrow();
    expect(() => parseInputs(raw, "Pulumi.prod.yaml")).toThrow(
      /maestro-conductor:target in Pulumi.prod.yaml is missing/,
    );
  });

  test.each([
    ["environment", "live", "allowed: production, staging, dev"],
    ["environmnt", "production", "is not a key of this project"],
    ["change", '{"ticket":7}', "change.ticket in Pulumi.prod.yaml is 7"],
    ["flags", "on", "must be an object"],
  ])("must be right where it is there: %s = %s", (name, value, message) => {
    expect(() => checkGateInputs({ [key(name)]: value }, "Pulumi.prod.yaml")).toThrow(message);
  });
});
