import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FlagsLint, lintProject, lintText } from "../../../automation/flags/lint.ts";

let dir: string;
const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(dir, file)), { recursive: true });
  writeFileSync(join(dir, file), text);
};
const now = Date.parse("2026-06-01");
let lint: FlagsLint;
const at = (key: string): string[] =>
  lint.findings
    .filter((finding) => finding.key === key)
    .map(({ code, position: { file, line, column } }) => `${code} ${file}:${line}:${column}`);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "maestro-lint-"));
  write(
    "flags/registry.yaml",
    `flags:
  - {key: good, owner: o, scope: global, expires: 2099-01-01}
  - {key: idle, owner: o, scope: global, expires: 2099-01-01}
  - {key: old, owner: o, scope: global, expires: 2026-03-31}
  - {key: search.only, owner: o, scope: service, services: [search], expires: 2099-01-01}
  - {key: nobody, scope: global, expires: 2099-01-01}
  - {key: forever, owner: o, scope: global}
  - {key: a, owner: o, scope: global, expires: 2099-01-01, prerequisites: [b]}
  - {key: b, owner: o, scope: global, expires: 2099-01-01, prerequisites: [a]}
  - {key: twice, owner: o, scope: global, expires: 2099-01-01}
  - {key: twice, owner: o, scope: global, expires: 2099-01-01}
`,
  );
  write(
    "src/keys.ts",
    'export const OLD = "old";\nexport const keys = { forever: "forever" } as const;\nexport enum Key { Nobody = "nobody" }\n',
  );
  write(
    "src/app.ts",
    `import { withFlag } from "maestro-conductor/flags";
import { keys, Key, OLD } from "./keys.ts";
app.get("/a", withFlag("good"), handler);
app.get("/b", withFlag(OLD), handler);
app.get("/c", withFlag("new." + "thing"), handler);
if (flags.isOn(keys.forever) || client.getBooleanValue(Key.Nobody, false)) run();
const which = Math.random() > 2 ? "a" : "b";
flags.evaluate(which, { tenant: "x" });
page.evaluate("not a flag"); // withFlag("in.a.comment")
const text = 'withFlag("in.a.text")';
request.flags["twice"] = true;
withFlag(dynamic());
withFlag(\`search.\${"only"}\`);
`,
  );
  write("src/legacy.js", 'const { withFlag } = require("x");\nmodule.exports = withFlag("legacy.gone");\n');
  write("src/app.test.ts", 'withFlag("only.in.test");\n');
  write("node_modules/x/index.js", 'withFlag("only.in.packages");\n');
  write(
    "Pulumi.prod.yaml",
    "config:\n  maestro-conductor:service: orders\n  maestro-conductor:environment: production\n  maestro-conductor:flags:\n    good: true\n    search.only: true\n    stranger: false\n",
  );
  lint = await lintProject(dir, { src: join(dir, "src") }, now);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("flags lint", () => {
  it.each([
    ["good", []],
    ["idle", ["unused flags/registry.yaml:3:5"]],
    ["old", ["expired flags/registry.yaml:4:5", "expired src/app.ts:4:24"]],
    ["new.thing", ["unregistered src/app.ts:5:24"]],
    ["legacy.gone", ["unregistered src/legacy.js:2:27"]],
    ["search.only", ["out-of-scope Pulumi.prod.yaml:6:5", "out-of-scope src/app.ts:13:10"]],
    ["stranger", ["unregistered Pulumi.prod.yaml:7:5"]],
    ["nobody", ["missing-owner flags/registry.yaml:6:5"]],
    ["forever", ["missing-expiry flags/registry.yaml:7:5"]],
    ["a", ["cycle flags/registry.yaml:8:5"]],
    ["b", ["cycle flags/registry.yaml:9:5"]],
    ["twice", ["duplicate flags/registry.yaml:11:5"]],
    ["not a flag", []],
    ["in.a.comment", []],
    ["in.a.text", []],
    ["only.in.test", []],
    ["only.in.packages", []],
  ])("%s: %j", (key, expected) => expect(at(key)).toEqual(expected));

  it("counts by level and by code, and gives each finding a next step", () => {
    expect(lint.counts).toEqual({
      error: 12,
      warning: 1,
      byCode: {
        expired: 2,
        unregistered: 3,
        unused: 1,
        "out-of-scope": 2,
        "missing-owner": 1,
        "missing-expiry": 1,
        cycle: 2,
        duplicate: 1,
      },
    });
    for (const finding of lint.findings) expect(finding.next).not.toBe("");
    expect(lintText(lint)).toContain("src/app.ts:5:24 error[unregistered]");
  });

  it("holds another project's code and stacks against its registry, and not those of the working directory", async () => {
    write(
      "other/flags/registry.yaml",
      "flags:\n  - {key: x, owner: o, scope: service, services: [pay, mail], expires: 2099-01-01}\n",
    );
    write("other/src/app.ts", 'withFlag("x");\nwithFlag("y");\n');
    for (const [stack, service] of [
      ["eu", "pay"],
      ["us", "search"],
    ])
      write(`other/Pulumi.${stack}.yaml`, `config:\n  maestro-conductor:service: ${service}\n`);
    const options = { registry: join(dir, "other/flags/registry.yaml"), src: join(dir, "other/src") };
    const cwd = join(dir, "src");
    const { findings } = await lintProject(cwd, options, now);
    // One stack of two is in scope: that is enough for the code.
    expect(findings.map(({ code, key, position }) => [code, key, position.file])).toEqual([
      ["unregistered", "y", "../other/src/app.ts"],
    ]);
    write(
      "other/Pulumi.eu.yaml",
      "config:\n  maestro-conductor:service: search\n  maestro-conductor:flags: {x: true}\n",
    );
    expect((await lintProject(cwd, options, now)).findings.map(({ code, position }) => [code, position.file])).toEqual([
      ["out-of-scope", "../other/Pulumi.eu.yaml"],
      ["out-of-scope", "../other/src/app.ts"],
      ["unregistered", "../other/src/app.ts"],
    ]);
  });

  it("refuses a folder and a registry that are not there", async () => {
    await expect(lintProject(dir, { src: "nowhere" }, now)).rejects.toMatchObject({ code: "src-unreadable" });
    await expect(lintProject(dir, { registry: "nowhere" }, now)).rejects.toMatchObject({ code: "registry-missing" });
  });
});

it("reports the seed's flag, which is past its expiry", async () => {
  const { findings } = await lintProject(process.cwd(), { src: "examples" }, now);
  expect(findings).toContainEqual(
    expect.objectContaining({ code: "expired", key: "subs.optimizedBuffer", level: "error" }),
  );
});
