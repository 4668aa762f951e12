import { describe, expect, it } from "vitest";
import { parseRegistryText } from "../../../adapters/flags/registry-text.ts";
import { checkFlags, checkRegistry, type FlagContext, type FlagUse } from "../../../core/flags/index.ts";

const registry = parseRegistryText(
  `owners: [team-a, team-b]
flags:
  - {key: base, owner: team-a, scope: global, expires: 2099-01-01}
  - {key: top, owner: team-a, scope: global, expires: 2099-01-01, prerequisites: [base]}
  - {key: orphan, owner: team-a, scope: global, expires: 2099-01-01, prerequisites: [gone]}
  - {key: lit, owner: team-a, scope: global, expires: 2099-01-01, on: true}
  - {key: above, owner: team-a, scope: global, expires: 2099-01-01, prerequisites: [lit]}
  - {key: risky, owner: team-a, scope: global, expires: 2099-01-01, risk: high}
  - {key: noted, owner: team-a, scope: global, expires: 2099-01-01, risk: high, approval: {by: team-b, ticket: C-1, at: 2026-01-01}}
  - {key: soon, owner: team-a, scope: global, expires: 2026-06-10}
  - {key: stranger, owner: team-c, scope: global, expires: 2099-01-01}
  - {key: long, owner: team-a, scope: global, expires: 2099-01-01, extensions: [{expires: 2100-01-01, reason: r, approver: p}]}
`,
  "flags/registry.yaml",
);
const now = Date.parse("2026-06-01");
const nowhere: FlagContext = { stack: null, service: null, environment: null };
const codes = (key: string, values: Record<string, boolean> = {}, use: Partial<FlagUse> = {}): string[] =>
  checkFlags([{ key, where: "x", ...use }], registry, now, { ...nowhere, values: new Map(Object.entries(values)) }).map(
    ({ code }) => code,
  );

describe("a flag that is turned on", () => {
  it.each([
    ["top", {}, ["prerequisite-off"]],
    ["top", { base: false }, ["prerequisite-off"]],
    ["top", { base: true }, []],
    ["orphan", { gone: true }, ["prerequisite-off"]],
    ["above", {}, []],
    ["above", { lit: false }, ["prerequisite-off"]],
    ["risky", {}, ["unapproved-risk"]],
    ["noted", {}, ["unapproved-risk"]],
    ["stranger", {}, ["unknown-owner"]],
    ["soon", {}, ["expiring"]],
  ])("%s with %o: %o", (key, values, expected) => {
    expect(codes(key, values)).toEqual(expected);
  });

  it("is not held to prerequisites and approvals while it is off", () => {
    expect(codes("top", {}, { on: false })).toEqual([]);
    expect(codes("risky", {}, { on: false })).toEqual([]);
  });

  it("is warned of, not refused, before its expiry", () => {
    const [finding] = checkFlags([{ key: "soon", where: "x" }], registry, now, nowhere);
    expect(finding).toMatchObject({ level: "warning" });
    expect(finding!.text).toContain("in 10 days");
    expect(checkFlags([{ key: "soon", where: "x" }], registry, now - 5 * 86_400_000, nowhere)).toEqual([]);
  });
});

it("lists unknown owners and extensions over the limit with the registry itself", () => {
  expect(checkRegistry(registry).map(({ key, code }) => [key, code])).toEqual([
    ["stranger", "unknown-owner"],
    ["long", "extension-limit"],
  ]);
});
