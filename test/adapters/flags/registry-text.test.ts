import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openPlainItems } from "../../../adapters/flags/plain-items.ts";
import { parseRegistryText } from "../../../adapters/flags/registry-text.ts";
import { openYaml } from "../../../adapters/yaml/index.ts";

const value = fc.oneof(
  fc.constantFrom("true", "false", "null", "~", "yes", "1.5", "007", "0x1f", "-3", ".inf", "12", "2026-03-31", "a: b"),
  fc.constantFrom(
    "'x'",
    '"y"',
    "a #b",
    "a#b",
    "[a, b]",
    "{a: 1}",
    "x y",
    "a.b-c",
    "1e3",
    "*x",
    "&x y",
    "|",
    "a:b",
    "-",
  ),
  fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-01T00:00:00+02:00", "team/a@b", "a..b", "NULL", "True", "=", "a,b"),
);
const item = fc.array(fc.tuple(fc.constantFrom("key", "owner", "scope", "expires", "x", "on"), value), {
  minLength: 1,
  maxLength: 4,
});

describe("reading entries without a full parse", () => {
  it("gives what the YAML parser gives, with the same places, or nothing", () => {
    let read = 0;
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 5 }),
        fc.constantFrom("", "  ", "    "),
        fc.constantFrom("# first\n", "", "\n"),
        (items, indent, head) => {
          const body = items.map((members) =>
            members.map(([k, v], i) => `${indent}${i === 0 ? "- " : "  "}${k}: ${v}`).join("\n"),
          );
          const text = `${head}flags:\n${body.join(`\n${head}`)}\n`;
          const plain = openPlainItems(text, "r");
          if (plain === null) return;
          read++;
          const full = openYaml(text, "r");
          expect({ flags: plain.values }).toEqual(full.value);
          expect(plain.positions).toEqual(items.map((_, i) => full.at(["flags", i])));
        },
      ),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it.each([
    ["another key", "owners: [a]\nflags:\n  - key: a\n"],
    ["an anchor", "flags:\n  - &a {key: a}\n"],
    ["a tab", "flags:\n\t- key: a\n"],
    ["a second document", "flags:\n  - key: a\n---\nflags: []\n"],
    ["a member twice", "flags:\n  - key: a\n    key: b\n"],
    ["no list", "flags: []\n"],
    ["less indent in the middle", "flags:\n    - key: a\n  - key: b\n"],
  ])("leaves %s to the parser", (_, text) => {
    expect(openPlainItems(text, "r")).toBeNull();
  });
});

const flags = (rest: string): string =>
  `flags:\n  - key: a.b\n    owner: o\n    scope: global\n    expires: 2099-01-01\n${rest}`;

describe("the registry's text", () => {
  it("says where each entry stands", () => {
    const text = "flags:\n  - {key: a, scope: global}\n  # note\n  - key: b\n    scope: tenant\n";
    expect(parseRegistryText(text, "r").flags.map(({ position }) => position)).toEqual([
      { line: 2, column: 5 },
      { line: 4, column: 5 },
    ]);
  });

  it("reads rollout, targeting, variants, prerequisites and approvals", () => {
    const [flag] = parseRegistryText(
      flags(
        `    variants: {control: 1, treatment: 2}\n    default: control\n    safe: control\n    prerequisites: [c.d]\n    approval: {by: x, ticket: CHG-1, at: 2026-01-01}\n    targeting:\n      - {tenants: [acme], variant: treatment}\n      - {claims: {role: [admin, 7]}, weights: {control: 50, treatment: 50}, by: tenant}\n    rollout: {weights: {control: 99.5, treatment: 0.5}}\n`,
      ),
      "r",
    ).flags;
    expect(flag).toMatchObject({
      fallback: "control",
      safeVariant: "control",
      prerequisites: ["c.d"],
      approval: { by: "x", ticket: "CHG-1", at: Date.parse("2026-01-01") },
      targeting: [
        { tenants: ["acme"], serve: { variant: "treatment" } },
        { claims: [{ name: "role", values: ["admin", 7] }], serve: { split: { by: "tenant" } } },
      ],
      rollout: { by: "targetingKey", shares: [{ weight: 99_500 }, { weight: 500 }] },
    });
  });

  it("counts extensions up to the limits only", () => {
    const more = (dates: string[]): string =>
      `    extensions:\n${dates.map((d) => `      - {expires: ${d}, reason: r, approver: p}\n`).join("")}`;
    const read = (...dates: string[]) => parseRegistryText(flags(more(dates)), "r").flags[0]!;
    expect(read("2099-03-01", "2099-05-01", "2099-06-01", "2099-07-01").expires).toBe("2099-06-01");
    expect(read("2100-03-01").expires).toBe("2099-01-01");
    expect(read("2098-03-01").extensions[0]!.counts).toBe(false);
  });

  it.each([
    [
      "weights that do not add up",
      "    variants: {a: 1, b: 2}\n    default: a\n    rollout: {weights: {a: 50, b: 40}}\n",
      8,
    ],
    ["a share of a stranger", "    rollout: {weights: {a: 100}}\n", 6],
    ["two outcomes in one rule", "    targeting: [{tenants: [a], on: true, percent: 5}]\n", 6],
    ["a rule for everybody", "    targeting: [{on: true}]\n", 6],
    ["variants of several types", "    variants: {a: 1, b: x}\n    default: a\n", 6],
    ["a variant named __proto__", '    variants: {"__proto__": 1}\n    default: a\n', 6],
    ["percent over 100", "    rollout: {percent: 101}\n", 6],
    ["a key that is misspelt", "    killswich: true\n", 6],
  ])("refuses %s, with its line", (_, rest, line) => {
    expect(() => parseRegistryText(flags(rest), "flags/registry.yaml")).toThrow(
      expect.objectContaining({ file: "flags/registry.yaml", line }),
    );
  });

  it("reads 50,000 flags within a second", () => {
    const text = `flags:\n${Array.from({ length: 50_000 }, (_, i) => `  - key: team.flag${i}\n    owner: team${i % 40}\n    scope: global\n    expires: 2099-0${1 + (i % 9)}-01\n    risk: low\n`).join("")}`;
    expect(parseRegistryText(text, "r").flags).toHaveLength(50_000);
  });
});
