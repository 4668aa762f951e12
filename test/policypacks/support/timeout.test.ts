import { describe, expect, it } from "vitest";
import { refuseWith } from "../../../policypacks/support/report.ts";
import { defaultTimeoutMs, timeoutFrom } from "../../../policypacks/support/timeout.ts";

const reported = async (config: Record<string, unknown>, judge: () => Promise<string[]>): Promise<string[]> => {
  const messages: string[] = [];
  await refuseWith((message) => messages.push(message), config, judge);
  return messages;
};

describe("a rule's time", () => {
  it("can be shortened by config and never lengthened", () => {
    expect(timeoutFrom({ timeoutMs: 10 })).toBe(10);
    for (const timeoutMs of [1e9, 0, -1, Number.NaN, "1", null, undefined])
      expect(timeoutFrom({ timeoutMs })).toBe(defaultTimeoutMs);
  });
});

describe("refuseWith", () => {
  it("reports what the rule refuses, and nothing where it refuses nothing", async () => {
    expect(await reported({}, async () => ["a", "b"])).toEqual(["a", "b"]);
    expect(await reported({}, async () => [])).toEqual([]);
  });

  it("refuses when the rule throws, at once or later, or never answers", async () => {
    expect((await reported({}, () => Promise.reject(new Error("later"))))[0]).toContain("later");
    expect(
      (
        await reported({}, () => {
          throw new Error("at once");
        })
      )[0],
    ).toContain("at once");
    expect((await reported({ timeoutMs: 20 }, () => new Promise(() => undefined)))[0]).toContain(
      "no answer within 20 ms",
    );
  });
});
