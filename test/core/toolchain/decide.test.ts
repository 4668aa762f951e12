import fc from "fast-check";
import { expect, test } from "vitest";
import { catalogue, decide, findVersion, type GoTool, type ToolSeen } from "../../../core/toolchain/index.ts";

const tool = (name: string) => catalogue.find((candidate) => candidate.name === name) as GoTool;
const v = (text: string) => findVersion(text)!;
const bare: ToolSeen = { onPath: null, cached: { state: "absent" }, go: null, goNeeded: v("1.24.7") };
const go = { version: v("1.26.8"), canFetchToolchain: false };
const onPath = (version: string | null, complete = true) => ({
  file: "/usr/bin/pulumi",
  version: version === null ? null : v(version),
  complete,
});

test("a new enough pulumi with its language host on PATH is taken before the cache", () => {
  expect(decide(tool("pulumi"), { ...bare, onPath: onPath("3.230.1"), cached: { state: "intact" } })).toEqual({
    use: "path",
  });
});

test.each([
  ["too old", onPath("3.219.0"), "is 3.219.0, wanted is 3.220.0"],
  ["of the next major version", onPath("4.0.0"), "is 4.0.0"],
  ["without a language host", onPath("3.230.0", false), "no pulumi-language-nodejs beside it"],
  ["of unknown version", onPath(null), "of unknown version"],
])("a pulumi on PATH that is %s is passed over, and the reason is said", (_what, found, reason) => {
  expect(decide(tool("pulumi"), { ...bare, onPath: found, cached: { state: "intact" } }).use).toBe("cache");
  const choice = decide(tool("pulumi"), { ...bare, onPath: found });
  expect(choice.use === "install" && choice.because).toContain(reason);
});

test("the official download is tried before a build, and a build only where Go is", () => {
  expect(decide(tool("pulumi"), { ...bare, go })).toMatchObject({ use: "install", ways: ["official", "build"] });
  expect(decide(tool("pulumi"), bare)).toMatchObject({ use: "install", ways: ["official"] });
  expect(decide(tool("opa"), { ...bare, go })).toMatchObject({ use: "install", ways: ["build"] });
});

test("without Go a tool that can only be built is missing, and next says what to install", () => {
  const choice = decide(tool("opa"), bare);
  expect(choice).toMatchObject({ use: "nothing" });
  expect(choice.use === "nothing" && choice.next).toBe(
    "install Go 1.24.7 or put opa 1.12.0 or newer on PATH, then: maestro tools install opa",
  );
});

test("an old Go builds only if it may fetch the toolchain that go.mod asks for", () => {
  const at = (version: string, canFetchToolchain: boolean) =>
    decide(tool("opa"), { ...bare, go: { version: v(version), canFetchToolchain } }).use;
  expect(at("1.23.0", true)).toBe("install");
  expect(at("1.23.0", false)).toBe("nothing");
  expect(at("1.20.0", true)).toBe("nothing");
  expect(at("1.24.7", false)).toBe("install");
});

test("a changed file is named and never used", () => {
  const choice = decide(tool("opa"), { ...bare, go, cached: { state: "changed", file: "/cache/opa" } });
  expect(choice).toMatchObject({
    use: "install",
    because: expect.stringContaining("/cache/opa is not what was installed"),
  });
});

test("whatever is seen: nothing changed, incomplete or too old is ever used, and a refusal says what to do", () => {
  const seen = fc.record({
    onPath: fc.option(
      fc.record({
        file: fc.constant("/bin/x"),
        version: fc.option(fc.constantFrom(...["3.219.0", "3.220.0", "3.999.0", "4.0.0"].map(v))),
        complete: fc.boolean(),
      }),
    ),
    cached: fc.constantFrom<ToolSeen["cached"][]>(
      { state: "absent" },
      { state: "intact" },
      { state: "changed", file: "/c" },
    ),
    go: fc.option(
      fc.record({ version: fc.constantFrom(...["1.20.0", "1.24.7"].map(v)), canFetchToolchain: fc.boolean() }),
    ),
    goNeeded: fc.constant(v("1.24.7")),
  });
  fc.assert(
    fc.property(seen, fc.constantFrom(tool("pulumi"), tool("k6")), (found, subject) => {
      const choice = decide(subject, found);
      if (choice.use === "path") expect(found.onPath).toMatchObject({ complete: true });
      if (choice.use === "cache") expect(found.cached.state).toBe("intact");
      if (choice.use === "install") expect(choice.ways.length).toBeGreaterThan(0);
      if (choice.use === "install" && choice.ways.includes("build")) expect(found.go).not.toBeNull();
      if (choice.use === "nothing") expect(choice.next).toContain("maestro tools install");
    }),
  );
});
