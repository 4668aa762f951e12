import { ErrorCode, OpenFeature, ProviderEvents, ServerProviderStatus } from "@openfeature/server-sdk";
import { afterAll, describe, expect, it } from "vitest";
import { Flags } from "../../../adapters/flags/index.ts";
import { MaestroProvider } from "../../../adapters/flags/openfeature.ts";

/**
 * The flags and questions of OpenFeature's Gherkin suite (open-feature/spec, specification/assets/gherkin/
 * evaluation.feature), written out, since the suite is in no package.
 */
const text = `flags:
  - {key: boolean-flag, owner: o, scope: global, expires: 2099-01-01, on: true}
  - {key: string-flag, owner: o, scope: global, expires: 2099-01-01, variants: {greeting: hi, parting: bye}, default: greeting}
  - {key: integer-flag, owner: o, scope: global, expires: 2099-01-01, variants: {one: 1, ten: 10}, default: ten}
  - {key: float-flag, owner: o, scope: global, expires: 2099-01-01, variants: {tenth: 0.1, half: 0.5}, default: half}
  - key: object-flag
    owner: o
    scope: global
    expires: 2099-01-01
    variants: {empty: {}, template: {showImages: true, title: "Check out these pics!", imagesPerPage: 100}}
    default: template
  - key: context-aware
    owner: o
    scope: global
    expires: 2099-01-01
    variants: {internal: INTERNAL, external: EXTERNAL}
    default: external
    targeting: [{claims: {fn: Sulisław, ln: Świętopełk, age: 29, customer: false}, variant: internal}]
  - {key: wrong-flag, owner: o, scope: global, expires: 2099-01-01, variants: {one: uno, two: dos}, default: one}
`;
let version = 0;
let current = text;
const source = { name: "r", read: async () => ({ text: current, version: String(version++), complete: true }) };
const flags = await Flags.open({ source, pollMs: 20 });
await OpenFeature.setProviderAndWait("gherkin", new MaestroProvider(flags));
const client = OpenFeature.getClient("gherkin");
afterAll(async () => {
  flags.close();
  await OpenFeature.close();
});

describe("Flag evaluation (evaluation.feature)", () => {
  it("Resolves boolean, string, integer, float and object values", async () => {
    expect(await client.getBooleanValue("boolean-flag", false)).toBe(true);
    expect(await client.getStringValue("string-flag", "bye")).toBe("hi");
    expect(await client.getNumberValue("integer-flag", 1)).toBe(10);
    expect(await client.getNumberValue("float-flag", 0.1)).toBe(0.5);
    const template = { showImages: true, title: "Check out these pics!", imagesPerPage: 100 };
    expect(await client.getObjectValue("object-flag", {})).toEqual(template);
  });

  it.each([
    ["boolean", () => client.getBooleanDetails("boolean-flag", false), true, "on", "STATIC"],
    ["string", () => client.getStringDetails("string-flag", "bye"), "hi", "greeting", "STATIC"],
    ["integer", () => client.getNumberDetails("integer-flag", 1), 10, "ten", "STATIC"],
    ["float", () => client.getNumberDetails("float-flag", 0.1), 0.5, "half", "STATIC"],
  ])("Resolves %s details", async (_, ask, value, variant, reason) => {
    expect(await ask()).toMatchObject({ value, variant, reason });
  });

  it("Resolves object details", async () => {
    expect(await client.getObjectDetails("object-flag", {})).toMatchObject({ variant: "template", reason: "STATIC" });
  });

  it("Resolves based on context", async () => {
    const context = { fn: "Sulisław", ln: "Świętopełk", age: 29, customer: false };
    expect(await client.getStringValue("context-aware", "EXTERNAL", context)).toBe("INTERNAL");
    expect(await client.getStringValue("context-aware", "?", {})).toBe("EXTERNAL");
  });

  it("Flag not found", async () => {
    expect(await client.getStringDetails("missing-flag", "uh-oh")).toMatchObject({
      value: "uh-oh",
      reason: "ERROR",
      errorCode: ErrorCode.FLAG_NOT_FOUND,
    });
  });

  it("Type error", async () => {
    expect(await client.getNumberDetails("wrong-flag", 13)).toMatchObject({
      value: 13,
      reason: "ERROR",
      errorCode: ErrorCode.TYPE_MISMATCH,
    });
  });
});

it("says when flags change, and which", async () => {
  const changed = new Promise<unknown>((resolve) =>
    client.addHandler(ProviderEvents.ConfigurationChanged, (event) => resolve(event?.flagsChanged)),
  );
  current = text.replace("on: true", "on: false");
  expect(await changed).toEqual(["boolean-flag"]);
  expect(await client.getBooleanValue("boolean-flag", true)).toBe(false);
});

it("is in error when there is nothing sound to serve, and callers get their defaults", async () => {
  const none = await Flags.open({
    source: {
      name: "none",
      read: async () => {
        throw new Error("gone");
      },
    },
  });
  await expect(OpenFeature.setProviderAndWait("none", new MaestroProvider(none))).rejects.toThrow();
  const broken = OpenFeature.getClient("none");
  expect(broken.providerStatus).toBe(ServerProviderStatus.ERROR);
  expect(await broken.getBooleanValue("boolean-flag", true)).toBe(true);
  none.close();
});
