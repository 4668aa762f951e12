import { describe, expect, it } from "vitest";
import { drillExitCode, registrySchema, sideOf } from "../../../core/flags/index.ts";

const answer = (status: number, body = "") => ({ status, body, servedBy: null });

describe("which side of a flag an answer shows", () => {
  it.each([
    [{ on: { status: 200 }, off: { status: 404 } }, answer(200), "on"],
    [{ on: { status: 200 }, off: { status: 404 } }, answer(404), "off"],
    [{ on: { status: 200 }, off: { status: 404 } }, answer(500), "neither"],
    [{ on: { status: 200 }, off: { status: 404 } }, null, "neither"],
    [{ on: { status: 200, contains: "fast" }, off: { status: 200 } }, answer(200, "slow"), "off"],
    [{ on: { status: 200, contains: "fast" }, off: { status: 200 } }, answer(200, "fast"), "neither"],
    [{ on: { contains: "fast" }, off: { contains: "slow" } }, answer(200, "the slow one"), "off"],
  ] as const)("%j %j: %s", (probe, given, side) => expect(sideOf(probe, given)).toBe(side));

  it.each([
    [["proved"], 0],
    [["proved", "not-cut", "no-probe"], 1],
    [["not-back"], 1],
    [["proved", "no-probe"], 3],
    [[], 0],
  ] as const)("exits for %j with %i", (outcomes, code) => expect(drillExitCode(outcomes)).toBe(code));
});

describe("a probe in the registry", () => {
  const read = (probe: unknown, killswitch = true) =>
    registrySchema.safeParse({ flags: [{ key: "a", owner: "o", scope: "global", killswitch, probe }] });

  it("has documented defaults", () => {
    expect(read({ path: "/x" }).data!.flags[0]!.probe).toEqual({
      path: "/x",
      method: "GET",
      headers: {},
      body: null,
      on: { status: 200 },
      off: { status: 404 },
    });
  });

  it.each([
    ["another host", { path: "//elsewhere/x" }],
    ["another host, in backslashes", { path: "/\\elsewhere" }],
    ["a line's end", { path: "/x\r\nHost: y" }],
    ["no path", { path: "x" }],
    ["sides that are the same", { path: "/x", on: { status: 404 } }],
    ["a side that says nothing", { path: "/x", on: {} }],
    ["a body of GET", { path: "/x", body: "{}" }],
    ["a method that changes more", { path: "/x", method: "DELETE" }],
  ])("is refused with %s", (_, probe) => expect(read(probe).success).toBe(false));

  it("is refused without a kill-switch", () => expect(read({ path: "/x" }, false).success).toBe(false));
});
