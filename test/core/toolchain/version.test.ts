import fc from "fast-check";
import { expect, test } from "vitest";
import { compareVersions, findVersion, formatVersion, satisfies } from "../../../core/toolchain/index.ts";

const v = (text: string) => findVersion(text)!;

test.each([
  ["v3.220.0\n", "3.220.0"],
  ["k6 v1.4.0 (go1.26.8, linux/amd64)", "1.4.0"],
  ["etcd Version: 3.6.6\nGit SHA: abc", "3.6.6"],
  ["prometheus, version 3.8.0 (branch: , revision: unknown)", "3.8.0"],
  ["Kubernetes v1.34.2", "1.34.2"],
  ["Version: 1.12.0\nBuild Commit:", "1.12.0"],
  ["postgres (PostgreSQL) 18.4", "18.4.0"],
  ["Chromium 140.0.7339.80 built on Debian", "140.0.7339"],
  ["3.221.0-alpha.x12+dirty", "3.221.0-alpha.x12"],
  ["24", null],
  ["no version here", null],
  ["", null],
])("%j holds version %s", (text, expected) => {
  const found = findVersion(text);
  expect(found && formatVersion(found)).toBe(expected);
});

test("precedence follows the example of Semantic Versioning 2.0.0, section 11", () => {
  const order = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11"];
  order.push("1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0", "2.1.1", "2.1.10", "2.10.0");
  for (const [i, a] of order.entries())
    for (const [j, b] of order.entries()) expect(Math.sign(compareVersions(v(a), v(b)))).toBe(Math.sign(i - j));
});

const part = fc.stringMatching(/^(0|[1-9]\d{0,3}|[a-z][a-z0-9-]{0,3})$/);
const version = fc.record({
  numbers: fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40)),
  prerelease: fc.array(part, { maxLength: 3 }),
});

test("comparing is antisymmetric and transitive", () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
        expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      expect(compareVersions(a, b) === 0).toBe(formatVersion(a) === formatVersion(b));
    }),
  );
});

test("what is written is read again", () => {
  fc.assert(
    fc.property(version, (a) => {
      expect(findVersion(`tool v${formatVersion(a)} (linux)`)).toEqual(a);
    }),
  );
});

test("an older, another major, a pre-release of the wanted or an unreadable version does not satisfy", () => {
  const wanted = v("3.220.0");
  expect(["3.220.0", "3.221.0", "3.300.1"].map((text) => satisfies(v(text), wanted))).toEqual([true, true, true]);
  const rejected = ["3.219.9", "4.0.0", "2.300.0", "3.220.0-alpha.1"];
  expect(rejected.map((text) => satisfies(v(text), wanted))).toEqual([false, false, false, false]);
  expect(satisfies(null, wanted)).toBe(false);
});
