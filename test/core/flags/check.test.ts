import { describe, expect, it } from "vitest";
import { parseRegistry } from "../../../adapters/policy/index.ts";
import { checkFlags, checkRegistry } from "../../../core/flags/index.ts";

const registry = parseRegistry(
  `flags:
  - {key: subs.optimizedBuffer, owner: o, scope: tenant, expires: 2026-03-31}
  - {key: search.beta, owner: o, scope: service, services: [search], stacks: [prod], environments: [staging], expires: 2099-01-01}
  - {key: nobody, scope: global, expires: 2099-01-01}
  - {key: forever, owner: o, scope: global}
  - {key: twice, owner: o, scope: global, expires: 2099-01-01}
  - {key: twice, owner: p, scope: global, expires: 2099-01-01}
  - {key: a.b, owner: o, scope: global, expires: 2020-01-01}
  - {key: aB, owner: o, scope: global, expires: 2099-01-01}
`,
  "flags/registry.yaml",
);
const here = { stack: "prod", service: "search", environment: "staging" };
const now = Date.parse("2026-03-31T23:59:59.999Z");
const codes = (key: string, context: typeof here | object = here, at = now, folded = false): string[] =>
  checkFlags([{ key, where: "x", folded }], registry, at, { ...here, ...context })
    .filter(({ level }) => level === "error")
    .map((f) => f.code);

describe("checkFlags", () => {
  it("lets a flag pass until the end of its last day, UTC, and not after", () => {
    expect(codes("subs.optimizedBuffer")).toEqual([]);
    expect(codes("subs.optimizedBuffer", here, now + 1)).toEqual(["expired"]);
  });

  it("finds what is not registered and suggests what was meant", () => {
    const [finding] = checkFlags([{ key: "subs.optimisedBuffer", where: "stack config" }], registry, now, here);
    expect(finding).toMatchObject({ code: "unregistered", level: "error", where: "stack config" });
    expect(finding!.next).toContain("write subs.optimizedBuffer");
  });

  it.each([{ service: "orders" }, { stack: "prod-eu" }, { environment: "production" }, { service: null }])(
    "finds a flag out of its lists: %o",
    (context) => expect(codes("search.beta", context)).toEqual(["out-of-scope"]),
  );

  it("lets a flag pass that is in all its lists, and one without lists anywhere", () => {
    expect(codes("search.beta")).toEqual([]);
    expect(codes("subs.optimizedBuffer", { stack: null, service: null, environment: null })).toEqual([]);
  });

  it("finds missing owner, missing expiry, and a key registered twice", () => {
    expect(codes("nobody")).toEqual(["missing-owner"]);
    expect(codes("forever")).toEqual(["missing-expiry"]);
    expect(codes("twice")).toEqual(["duplicate"]);
  });

  it("knows a key by the form of an environment variable's name; where several fold alike, all are judged", () => {
    expect(codes("SUBS_OPTIMIZED_BUFFER", here, now, true)).toEqual([]);
    expect(codes("SUBS_OPTIMIZEDBUFFER", here, now + 1, true)).toEqual(["expired"]);
    expect(codes("A_B", here, now, true)).toEqual(["expired"]);
    expect(codes("SUBS_OTHER", here, now, true)).toEqual(["unregistered"]);
    expect(codes("subs_optimizedbuffer")).toEqual(["unregistered"]);
  });

  it.each(["__proto__", "constructor", "toString", ""])("does not find %j in the registry", (key) => {
    expect(codes(key)).toEqual(["unregistered"]);
  });

  it("lets nothing be found where nothing is used", () => expect(checkFlags([], registry, now, here)).toEqual([]));
});

describe("checkRegistry", () => {
  it("lists what is wrong with the registry itself", () => {
    expect(checkRegistry(registry).map((f) => `${f.code} ${f.key}`)).toEqual([
      "missing-owner nobody",
      "missing-expiry forever",
      "duplicate twice",
    ]);
  });

  it("finds prerequisites in a circle, of one and of three", () => {
    const flag = (key: string, to: string) =>
      `{key: ${key}, owner: o, scope: global, expires: 2099-01-01, prerequisites: [${to}]}`;
    const circles = parseRegistry(
      `flags: [${flag("self", "self")}, ${flag("a", "b")}, ${flag("b", "c")}, ${flag("c", "a")}, ${flag("d", "a")}]`,
      "r",
    );
    const found = checkRegistry(circles).filter((f) => f.code === "cycle");
    expect(found.map((f) => f.key)).toEqual(["self", "a", "b", "c"]);
    expect(found[1]!.text).toContain("a → b → c → a");
  });
});
