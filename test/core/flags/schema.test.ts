import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseRegistry } from "../../../adapters/policy/index.ts";
import { InputError } from "../../../core/errors/index.ts";

const one = (rest: string): string => `flags:\n  - {key: a.b, scope: global, ${rest}}\n`;

describe("the registry", () => {
  it("reads a flag as teams write it; a bare date is the whole of that day in UTC", () => {
    const { flags } = parseRegistry(readFileSync("test/fixtures/flags/seed.yaml", "utf8"), "r");
    expect(flags).toMatchObject([
      {
        key: "subs.optimizedBuffer",
        owner: "platform-eng",
        scope: "tenant",
        type: "release",
        killswitch: true,
        risk: "low",
        safe: false,
      },
    ]);
    expect(new Date(flags[0]!.expiresAt!).toISOString()).toBe("2026-04-01T00:00:00.000Z");
  });

  it("takes the latest of expiry and extensions", () => {
    const text = one("owner: o, expires: 2026-01-01, extensions: [{expires: 2026-02-01, reason: r, approver: p}]");
    expect(parseRegistry(text, "r").flags[0]).toMatchObject({
      expires: "2026-02-01",
      expiresAt: Date.parse("2026-02-02"),
    });
  });

  it("lets an expiry that is an instant end at that instant", () => {
    const [flag] = parseRegistry(one("expires: 2026-01-01T12:00:00+02:00"), "r").flags;
    expect(new Date(flag!.expiresAt!).toISOString()).toBe("2026-01-01T10:00:00.000Z");
  });

  it("keeps flags without owner or expiry, which are findings", () => {
    expect(parseRegistry("flags: [{key: a, scope: stack}]\n", "r").flags[0]).toMatchObject({
      owner: null,
      expiresAt: null,
    });
    expect(parseRegistry("flags: []\n", "r").flags).toEqual([]);
  });

  it.each([
    ["an unknown key", one("expire: 2026-01-01"), { code: "unknown-key", next: "write expires", line: 2 }],
    ["an expiry that is no date", one("expires: soon"), { code: "time-invalid", field: "flags[0].expires" }],
    ["no such day", one("expires: 2026-02-30"), { code: "time-invalid" }],
    ["a local time", one("expires: 2026-01-01T00:00:00"), { code: "time-invalid" }],
    ["an unknown scope", "flags: [{key: a, scope: planet}]\n", { code: "bad-value", field: "flags[0].scope" }],
    ["an unknown type", one("type: temporary"), { code: "bad-value", field: "flags[0].type" }],
    ["a badly formed key", "flags: [{key: a..b, scope: global}]\n", { code: "bad-value", field: "flags[0].key" }],
    ["a key with a blank", "flags: [{key: a b, scope: global}]\n", { code: "bad-value" }],
    ["no key", "flags: [{scope: global}]\n", { code: "missing-key", field: "flags[0].key" }],
    ["no list", "flags: {a: {scope: global}}\n", { code: "bad-value", field: "flags" }],
    ["half a file", "flags:\n  - key: a\n    sco", { code: "yaml-syntax" }],
  ])("refuses %s, with its place", (_, text, expected) => {
    let error: unknown;
    try {
      parseRegistry(text, "registry.yaml");
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ file: "registry.yaml", ...expected });
  });
});
