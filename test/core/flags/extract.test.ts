import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractFlags } from "../../../core/flags/index.ts";

class Unknown extends Error {}
const isUnknown = (error: unknown): boolean => error instanceof Unknown;
const keys = (props: unknown): string[] =>
  extractFlags(props, "app", isUnknown).uses.map((u) => (u.folded ? `~${u.key}` : u.key));

describe("extractFlags", () => {
  it.each([
    ["a map of variables", { env: { FLAG_A_B: "1", PORT: "80" } }, ["~A_B"]],
    ["a container's list", { spec: { containers: [{ env: [{ name: "FEATURE_FLAG_A", value: "false" }] }] } }, ["~A"]],
    ["a variable whose value is elsewhere", { env: [{ name: "FLAG_A", valueFrom: { secretKeyRef: {} } }] }, ["~A"]],
    ["capitalised names", { env: [{ Name: "FLAG_A", Value: "1" }] }, ["~A"]],
    ["JSON in FEATURE_FLAGS", { env: { FEATURE_FLAGS: '{"a.b":true,"c":false}' } }, ["a.b", "c"]],
    ["a mapping in FEATURE_FLAGS", { env: { FEATURE_FLAGS: { "a.b": true } } }, ["a.b"]],
    ["a JSON list in FLAGS", { env: [{ name: "FLAGS", value: '["a","b"]' }] }, ["a", "b"]],
    ["a comma list", { env: { FEATURE_FLAGS: "a.b, c=true;d" } }, ["a.b", "c", "d"]],
    ["an empty list", { env: { FEATURE_FLAGS: "" } }, []],
    ["a map of switches", { spec: { flags: { "a.b": true, c: "false" } } }, ["a.b", "c"]],
    ["featureFlags", { featureFlags: { x: false } }, ["x"]],
    ["assignments in a list", { envs: ["PATH=/bin", "FLAG_A=1", 'FEATURE_FLAGS={"b": true}'] }, ["~A", "b"]],
    ["assignments in a command", { command: ["sh", "-c", "FLAG_A=1 exec app"] }, ["~A"]],
    ["a .env text", { data: { ".env": "PORT=1\nFLAG_A=1\nexport FLAG_B=2\n" } }, ["~A", "~B"]],
    [
      "a task definition",
      { containerDefinitions: JSON.stringify([{ environment: [{ name: "FLAG_A", value: "1" }] }]) },
      ["~A"],
    ],
    ["the same twice", { a: { FLAG_A: "1" }, b: { FLAG_A: "0" } }, ["~A"]],
    [
      "flags that are no switches",
      { flags: { "max-connections": 5 }, MY_FLAG_A: "x", compile: { flags: ["-O2"] } },
      [],
    ],
    ["nothing", { text: "no FLAG here", list: [1, null, undefined, true] }, []],
  ])("finds %s", (_, props, expected) => expect(keys(props)).toEqual(expected));

  it("says where", () => {
    const { uses } = extractFlags({ spec: { env: [{ name: "FLAG_A", value: "" }] } }, "web", isUnknown);
    expect(uses[0]!.where).toBe("FLAG_A of web (spec.env[0])");
  });

  it.each(['{"a": tru', "a b=c {", "a..b", 7])("does not guess at FEATURE_FLAGS=%s", (value) => {
    expect(extractFlags({ env: { FEATURE_FLAGS: value } }, "app", isUnknown).unreadable).toEqual(["env.FEATURE_FLAGS"]);
  });

  it("notes what is not known yet and goes on with the rest", () => {
    const env = { FLAG_A: "1" };
    for (const name of ["FEATURE_FLAGS", "OTHER"])
      Object.defineProperty(env, name, {
        enumerable: true,
        get: () => {
          throw new Unknown();
        },
      });
    const found = extractFlags({ env, more: { FLAG_B: "1" } }, "app", isUnknown);
    expect(found.unknown).toEqual(["env.FEATURE_FLAGS", "env.OTHER"]);
    expect(found.uses.map((u) => u.key)).toEqual(["A", "B"]);
  });

  it("finds the name of a variable whose value is not known yet", () => {
    const variable = { name: "FLAG_A" };
    Object.defineProperty(variable, "value", {
      enumerable: true,
      get: () => {
        throw new Unknown();
      },
    });
    expect(keys({ env: [variable] })).toEqual(["~A"]);
  });

  it("lets real errors through", () => {
    const broken = Object.defineProperty({}, "a", {
      enumerable: true,
      get: () => {
        throw new Error("broken");
      },
    });
    expect(() => extractFlags(broken, "app", isUnknown)).toThrow("broken");
  });

  it("does not follow nesting for ever", () => {
    let deep: unknown = { FLAG_A: "1" };
    for (let i = 0; i < 10_000; i++) deep = { deep };
    expect(extractFlags(deep, "app", isUnknown).unreadable).toHaveLength(1);
  });

  it("finds a flag wherever in the properties it is put", () => {
    const place = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 6 },
        fc.constant("HERE"),
        fc.record({ k: tie("node"), other: fc.jsonValue() }),
        fc.tuple(fc.jsonValue(), tie("node")),
      ),
    })).node;
    fc.assert(
      fc.property(place, (shape) => {
        const props = JSON.parse(JSON.stringify(shape).replaceAll('"HERE"', '{"FLAG_PLANTED":"1"}')) as unknown;
        expect(keys(props)).toContain("~PLANTED");
      }),
    );
  });
});
