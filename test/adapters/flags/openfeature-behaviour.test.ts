import {
  ErrorCode,
  type EvaluationDetails,
  type FlagValue,
  OpenFeature,
  ServerProviderStatus,
} from "@openfeature/server-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Flags } from "../../../adapters/flags/index.ts";
import { MaestroProvider } from "../../../adapters/flags/openfeature.ts";

/**
 * The behaviours that OpenFeature publishes for providers (open-feature/spec, appendix B and the provider's test kit):
 * values that are falsy, targeting by one claim, errors, states, metadata. Written out, since no package carries the
 * suite; the flags are as the suite's, in a registry.
 */
const one = "owner: o, scope: global, expires: 2099-01-01";
const email = "targeting: [{claims: {email: ballmer@macrosoft.com}, variant: zero}]";
const text = `flags:
  - {key: boolean-flag, ${one}, on: true}
  - {key: string-flag, ${one}, variants: {greeting: hi, parting: bye}, default: greeting}
  - {key: integer-flag, ${one}, variants: {one: 1, ten: 10}, default: ten}
  - {key: float-flag, ${one}, variants: {tenth: 0.1, half: 0.5}, default: half}
  - {key: object-flag, ${one}, variants: {empty: {}, template: {showImages: true, title: "Check out these pics!", imagesPerPage: 100}}, default: template}
  - {key: boolean-zero-flag, ${one}, variants: {zero: false, non-zero: true}, default: zero}
  - {key: string-zero-flag, ${one}, variants: {zero: "", non-zero: str}, default: zero}
  - {key: integer-zero-flag, ${one}, variants: {zero: 0, non-zero: 1}, default: zero}
  - {key: float-zero-flag, ${one}, variants: {zero: 0.0, non-zero: 1.5}, default: zero}
  - {key: object-zero-flag, ${one}, variants: {zero: {}, non-zero: {a: 1}}, default: zero}
  - {key: boolean-targeted-zero-flag, ${one}, variants: {zero: false, non-zero: true}, default: zero, ${email}}
  - {key: string-targeted-zero-flag, ${one}, variants: {zero: "", non-zero: str}, default: zero, ${email}}
  - {key: integer-targeted-zero-flag, ${one}, variants: {zero: 0, non-zero: 1}, default: zero, ${email}}
  - {key: float-targeted-zero-flag, ${one}, variants: {zero: 0.0, non-zero: 1.5}, default: zero, ${email}}
  - {key: object-targeted-zero-flag, ${one}, variants: {zero: {}, non-zero: {a: 1}}, default: zero, ${email}}
  - {key: huge-integer-flag, ${one}, variants: {huge: 9007199254740991, one: 1}, default: huge}
  - {key: targeting-key-flag, ${one}, variants: {hit: hit, miss: miss}, default: miss, targeting: [{claims: {targetingKey: 5c3d8535-f81a-4478-a6d3-afaa4d51199e}, variant: hit}]}
`;

let flags: Flags;
beforeAll(async () => {
  flags = await Flags.open({ source: { name: "r", read: async () => ({ text, version: "1", complete: true }) } });
  await OpenFeature.setProviderAndWait("behaviour", new MaestroProvider(flags));
});
afterAll(async () => {
  flags.close();
  await OpenFeature.close();
});

type Kind = "boolean" | "string" | "integer" | "float" | "object";
const ask = async (
  kind: Kind,
  key: string,
  fallback: unknown,
  context: Record<string, unknown> = {},
  domain = "behaviour",
): Promise<EvaluationDetails<FlagValue>> => {
  const client = OpenFeature.getClient(domain);
  const given = context as Record<string, string>;
  if (kind === "boolean") return client.getBooleanDetails(key, fallback as boolean, given);
  if (kind === "string") return client.getStringDetails(key, fallback as string, given);
  if (kind === "object") return client.getObjectDetails(key, fallback as Record<string, never>, given);
  return client.getNumberDetails(key, fallback as number, given);
};

const template = { showImages: true, title: "Check out these pics!", imagesPerPage: 100 };
const values = [
  ["boolean", false, true, "on"],
  ["string", "bye", "hi", "greeting"],
  ["integer", 1, 10, "ten"],
  ["float", 0.1, 0.5, "half"],
  ["object", {}, template, "template"],
] as const;
const zeros = [
  ["boolean", true, false],
  ["string", "hi", ""],
  ["integer", 1, 0],
  ["float", 0.1, 0],
  ["object", { a: 1 }, {}],
] as const;

describe("a value", () => {
  it.each(values)(
    "of a %s flag has its key, variant, reason STATIC and no error",
    async (kind, fallback, value, variant) => {
      const details = await ask(kind, `${kind}-flag`, fallback);
      expect(details).toMatchObject({ flagKey: `${kind}-flag`, value, variant, reason: "STATIC" });
      expect([details.errorCode, details.errorMessage]).toEqual([undefined, undefined]);
    },
  );

  it.each(zeros)("of a %s flag that is falsy is a value, not an absence", async (kind, fallback, value) => {
    const details = await ask(kind, `${kind}-zero-flag`, fallback);
    expect(details).toMatchObject({ value, variant: "zero", reason: "STATIC" });
  });

  it.each(zeros)(
    "of a %s flag that is targeted says TARGETING_MATCH for who is meant and DEFAULT for who is not",
    async (kind, fallback, value) => {
      const key = `${kind}-targeted-zero-flag`;
      const who = { email: "ballmer@macrosoft.com" };
      expect(await ask(kind, key, fallback, who)).toMatchObject({ value, reason: "TARGETING_MATCH" });
      for (const context of [{ email: "ballmer@none.com" }, {}, { email: null }, { email: { a: 1 } }, { email: 7 }])
        expect(await ask(kind, key, fallback, context)).toMatchObject({ value, reason: "DEFAULT" });
    },
  );

  it("of a whole number loses nothing up to 2⁵³ − 1", async () => {
    expect((await ask("integer", "huge-integer-flag", 1)).value).toBe(9_007_199_254_740_991);
  });

  it("does not change by a context that no rule asks for", async () => {
    const context = { targetingKey: "f20bd32d-703b-48b6-bc8e-79d53c85134a", nested: { a: [1, null] } };
    expect(await ask("string", "string-flag", "bye", context)).toMatchObject({ value: "hi" });
  });

  it("is chosen by the targeting key where a rule asks for it", async () => {
    const of = async (context: object) => (await ask("string", "targeting-key-flag", "?", { ...context })).value;
    expect(await of({ targetingKey: "5c3d8535-f81a-4478-a6d3-afaa4d51199e" })).toBe("hit");
    expect(await of({ targetingKey: "f20bd32d-703b-48b6-bc8e-79d53c85134a" })).toBe("miss");
    expect(await of({})).toBe("miss");
  });

  it("has metadata of owner, scope and expiry", async () => {
    const { flagMetadata } = await ask("boolean", "boolean-flag", false);
    expect(flagMetadata).toMatchObject({ owner: "o", scope: "global", expires: "2099-01-01", killswitch: false });
  });
});

describe("the caller's default is served, without an exception,", () => {
  it.each(values)("for a %s flag that is not there: FLAG_NOT_FOUND", async (kind, fallback) => {
    const details = await ask(kind, "non-existent-flag", fallback);
    expect(details).toMatchObject({ value: fallback, reason: "ERROR", errorCode: ErrorCode.FLAG_NOT_FOUND });
  });

  it.each([
    ["string", "boolean-flag", "bye"],
    ["boolean", "string-flag", false],
    ["integer", "string-flag", 1],
    ["object", "string-flag", {}],
    ["string", "integer-flag", "bye"],
    ["boolean", "object-flag", false],
  ] as const)("for a %s asked of %s: TYPE_MISMATCH", async (kind, key, fallback) => {
    const details = await ask(kind, key, fallback);
    expect(details).toMatchObject({ value: fallback, reason: "ERROR", errorCode: ErrorCode.TYPE_MISMATCH });
  });

  it.each(values)("for a %s flag while the provider is not ready: PROVIDER_NOT_READY", async (kind, fallback) => {
    const provider = new MaestroProvider(flags);
    provider.initialize = () => new Promise(() => undefined);
    OpenFeature.setProvider(`not ready ${kind}`, provider);
    const details = await ask(kind, `${kind}-flag`, fallback, {}, `not ready ${kind}`);
    expect(details).toMatchObject({ value: fallback, reason: "ERROR", errorCode: ErrorCode.PROVIDER_NOT_READY });
  });
});

it("the provider names itself, is READY once there is a registry, and comes back from ERROR and STALE by itself", async () => {
  expect(OpenFeature.getProviderMetadata("behaviour").name).toBe("maestro");
  let mode: "none" | "good" | "gone" = "none";
  let version = 0;
  const own = await Flags.open({
    source: {
      name: "r",
      read: async () => {
        if (mode !== "good") throw new Error("gone");
        return { text, version: String(version++), complete: true };
      },
    },
    pollMs: 10,
  });
  const client = OpenFeature.getClient("states");
  const status = async (wanted: ServerProviderStatus): Promise<void> => {
    for (const end = Date.now() + 2_000; client.providerStatus !== wanted; )
      if (Date.now() > end) throw new Error(`it is ${client.providerStatus}, not ${wanted}`);
      else await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await expect(OpenFeature.setProviderAndWait("states", new MaestroProvider(own))).rejects.toThrow("gone");
  await status(ServerProviderStatus.ERROR);
  mode = "good";
  await status(ServerProviderStatus.READY);
  mode = "gone";
  await status(ServerProviderStatus.STALE);
  expect(await client.getBooleanValue("boolean-flag", false)).toBe(true);
  mode = "good";
  await status(ServerProviderStatus.READY);
  own.close();
});
