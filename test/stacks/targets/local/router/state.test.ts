import { describe, expect, test } from "vitest";
import { InputError, RefusedError } from "../../../../../core/errors/index.ts";
import { mayFollow, parseRouterState, type RouterState } from "../../../../../stacks/targets/local/router/state.ts";

const backend = { host: "127.0.0.1", port: 2001 } as const;
const good: RouterState = {
  generation: 3,
  groups: [
    { name: "active", color: "blue", version: "v1.0.0", weight: 90, backends: [backend] },
    { name: "canary", color: "green", version: "v2.0.0", weight: 10, backends: [{ ...backend, port: 2002 }] },
  ],
};
const [active, canary] = good.groups as [RouterState["groups"][number], RouterState["groups"][number]];

function refusalOf(value: unknown): InputError {
  try {
    parseRouterState(typeof value === "string" ? value : JSON.stringify(value), "rule.json");
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("parseRouterState", () => {
  test("a good rule is read as it stands", () => {
    expect(parseRouterState(JSON.stringify(good))).toEqual(good);
  });

  test.each<[string, unknown, string]>([
    ["text that is not JSON", "{", ""],
    ["an unknown key", { ...good, wieght: 1 }, "(root)"],
    ["weights that do not add up", { ...good, groups: [active] }, "groups"],
    ["a third color", { ...good, groups: [{ ...active, color: "red" }, canary] }, "groups.0.color"],
    [
      "traffic to a group without a backend",
      { ...good, groups: [active, { ...canary, backends: [] }] },
      "groups.1.backends",
    ],
    [
      "a backend that is not on loopback",
      { ...good, groups: [{ ...active, backends: [{ host: "10.0.0.1", port: 80 }] }, canary] },
      "groups.0.backends.0.host",
    ],
    [
      "a backend in two groups",
      { ...good, groups: [active, { ...canary, backends: [backend] }] },
      "groups.1.backends.0",
    ],
    ["a group twice", { ...good, groups: [active, { ...canary, name: "active" }] }, "groups.1.name"],
    [
      "a port out of range",
      { ...good, groups: [{ ...active, backends: [{ ...backend, port: 70_000 }] }, canary] },
      "groups.0.backends.0.port",
    ],
    [
      "a mirror to a color without a backend",
      { ...good, groups: [{ ...active, weight: 100 }], mirror: { color: "green", percent: 5 } },
      "mirror.color",
    ],
    ["a fraction of a percent", { ...good, groups: [{ ...active, weight: 90.5 }, canary] }, "groups.0.weight"],
  ])("%s is refused, naming the field", (_name, value, field) => {
    const refusal = refusalOf(value);
    expect(refusal.code).toBe("router-state-malformed");
    expect(refusal.file).toBe("rule.json");
    expect(refusal.field ?? "").toBe(field);
  });
});

describe("mayFollow", () => {
  test("a later generation may, and so may the very same rule, which changes nothing", () => {
    expect(mayFollow(null, good)).toBe(true);
    expect(mayFollow(good, { ...good, generation: 4 })).toBe(true);
    expect(mayFollow(good, structuredClone(good))).toBe(false);
  });

  test("an older generation may not, nor another rule under the same one", () => {
    expect(() => mayFollow(good, { ...good, generation: 2 })).toThrow(RefusedError);
    expect(() =>
      mayFollow(good, {
        ...good,
        groups: [
          { ...active, weight: 80 },
          { ...canary, weight: 20 },
        ],
      }),
    ).toThrow(/another rule/);
  });
});
