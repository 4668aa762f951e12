import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectedSteps, type WantedResource } from "../../../core/cutover/index.ts";

const resource = (name: string, inputs: object = {}, op = "same"): WantedResource => ({
  urn: `urn:pulumi:demo::p::pulumi-nodejs:dynamic/local:Router::${name}`,
  type: "pulumi-nodejs:dynamic/local:Router",
  op,
  inputs: { ...inputs },
});
const of = (now: WantedResource[], ...steps: WantedResource[][]) =>
  expectedSteps(
    now,
    steps.map((wanted, n) => ({ step: `s${n}`, wanted })),
  ).map(({ operations }) => operations.map(({ op, name, inputs }) => [op, name, ...inputs].join(" ")));

describe("what each step is expected to do", () => {
  test("is the difference between its preview and the one before it", () => {
    const [router, blue] = [resource("router", { to: "blue" }), resource("blue", { __provider: "a" })];
    const green = resource("green", {}, "create");
    expect(
      of(
        [router, blue],
        [router, resource("blue", { __provider: "b" }), green],
        [resource("router", { to: "green" }, "update"), blue, green],
        [resource("router", { to: "green" }, "update"), green],
      ),
    ).toEqual([["create green"], ["update router to"], ["delete blue"]]);
  });

  test("names a replacement where the engine says so for the first time", () => {
    const [a, b] = [resource("x", { v: 2 }, "replace"), resource("x", { v: 3 }, "replace")];
    expect(of([resource("x", { v: 1 })], [a], [b])).toEqual([["replace x v"], ["update x v"]]);
  });

  test("counts what is known only later as changed, but not in a step that changes no config", () => {
    const wanted = [resource("router", { groups: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" })];
    expect(of(wanted, wanted, wanted, [...wanted])).toEqual([["update router groups"], [], ["update router groups"]]);
  });

  test("its operations lead from where the stack is to what each step wants", () => {
    const set = fc.uniqueArray(fc.record({ name: fc.constantFrom("a", "b", "c", "d"), v: fc.nat(2) }), {
      selector: ({ name }) => name,
    });
    fc.assert(
      fc.property(set, fc.array(set, { maxLength: 4 }), (now, steps) => {
        const make = (s: readonly { name: string; v: number }[]) => s.map(({ name, v }) => resource(name, { v }));
        let names = new Set<string>(now.map(({ name }) => name));
        const found = expectedSteps(
          make(now),
          steps.map((s, n) => ({ step: String(n), wanted: make(s) })),
        );
        for (const [n, { operations, same }] of found.entries()) {
          const at = (op: string) => operations.filter((o) => o.op === op).map(({ name }) => name);
          for (const name of at("create")) expect(names.has(name)).toBe(false);
          names = new Set([...[...names].filter((name) => !at("delete").includes(name)), ...at("create")]);
          expect(names).toEqual(new Set(steps[n]!.map(({ name }) => name)));
          expect(same + at("create").length + at("update").length + at("replace").length).toBe(names.size);
        }
      }),
    );
  });
});
