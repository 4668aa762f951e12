// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the fixtures are source text
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { codeReferences } from "../../../../adapters/flags/code/references.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-code-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Files of one project; of `app.…` the found keys, each as `key line:column`. */
async function found(files: Readonly<Record<string, string>>): Promise<string[]> {
  const paths = Object.entries(files).map(([name, text]) => {
    const path = join(dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
  const references = await codeReferences(paths.filter((path) => /\.[cm]?[jt]sx?$/.test(path)));
  return references.map(({ key, file, line, column }) => `${file.slice(dir.length + 1)} ${key} ${line}:${column}`);
}

const one: readonly (readonly [string, string, readonly string[]])[] = [
  ["a key that is written out", 'app.get("/x", withFlag("a.b"), h);', ["a.b 1:24"]],
  ["a template without parts", "withFlag(`a.b`);", ["a.b 1:10"]],
  ["a constant", 'const K = "a.b";\nwithFlag(K);', ["a.b 2:10"]],
  ["a constant with a wide type", 'const K: string = "a.b";\nwithFlag(K);', ["a.b 2:10"]],
  ["a template of constants", "const P = 'a';\nconst N = 'b';\nwithFlag(`${P}.${N}`);", ["a.b 3:10"]],
  ["a sum", 'const P = "a.";\nwithFlag(P + "b");', ["a.b 2:10"]],
  ["an enum", 'enum K { X = "a.b" }\nwithFlag(K.X);', ["a.b 2:10"]],
  ["a const enum by its name in brackets", 'const enum K { X = "a.b" }\nwithFlag(K["X"]);', ["a.b 2:10"]],
  ["an object without as const", 'const K = { X: "a.b" };\nwithFlag(K.X);', ["a.b 2:10"]],
  ["a nested object", 'const K = { team: { X: "a.b" } } as const;\nwithFlag(K.team.X);', ["a.b 2:10"]],
  ["a frozen object", 'const K = Object.freeze({ X: "a.b" });\nwithFlag(K.X);', ["a.b 2:10"]],
  [
    "an object that satisfies",
    'const K = { X: "a.b" } satisfies Record<string, string>;\nwithFlag(K.X);',
    ["a.b 2:10"],
  ],
  ["an object with a spread", 'const A = { X: "a.b" };\nconst K = { ...A };\nwithFlag(K.X);', ["a.b 3:10"]],
  ["a destructured constant", 'const K = { X: "a.b" };\nconst { X } = K;\nwithFlag(X);', ["a.b 3:10"]],
  ["one under another name", 'const K = { X: "a.b" };\nconst { X: key } = K;\nwithFlag(key);', ["a.b 3:10"]],
  ["an element of a list", 'const [first] = ["a.b"];\nwithFlag(first);', ["a.b 2:10"]],
  ["a static member", 'class K { static readonly X = "a.b"; }\nwithFlag(K.X);', ["a.b 2:10"]],
  ["a member of this", 'class C { private key = "a.b"; f() { return withFlag(this.key); } }', ["a.b 1:54"]],
  ["either of two", 'withFlag(prod ? "a.b" : "a.c");', ["a.b 1:10", "a.c 1:10"]],
  ["a default", 'withFlag(process.env.KEY ?? "a.b");', ["a.b 1:10"]],
  [
    "what a variable is given later",
    'let k;\nif (x) k = "a.b"; else k = "a.c";\nwithFlag(k);',
    ["a.b 3:10", "a.c 3:10"],
  ],
  ["a union in a type", 'function f(k: "a.b" | "a.c") { withFlag(k); }', ["a.b 1:41", "a.c 1:41"]],
  ["a list that is gone through", 'for (const k of ["a.b", "a.c"]) flags.isOn(k);', ["a.b 1:44", "a.c 1:44"]],
  ["a list that is mapped", 'const L = ["a.b", "a.c"] as const;\nL.map((k) => withFlag(k));', ["a.b 2:23", "a.c 2:23"]],
  ["the values of an object", 'const K = { X: "a.b" };\nObject.values(K).forEach((k) => useFlag(k));', ["a.b 2:41"]],
  ["a joined list", 'withFlag(["a", "b"].join("."));', ["a.b 1:10"]],
  ["what a function gives", 'const key = (n: string) => `a.${n}`;\nwithFlag(key("b"));', ["a.b 2:10"]],
  ["withFlag under another name", 'import { withFlag as gate } from "x";\ngate("a.b");', ["a.b 2:6"]],
  ["withFlag in a constant", 'const gate = withFlag;\ngate("a.b");', ["a.b 2:6"]],
  ["withFlag of a namespace", 'import * as m from "x";\nm.withFlag("a.b");', ["a.b 2:12"]],
  ["withFlag of a require", 'const { withFlag: gate } = require("x");\ngate("a.b");', ["a.b 2:6"]],
  ["a bound method", 'const on = flags.isOn.bind(flags);\non("a.b");', ["a.b 2:4"]],
  ["a destructured method", 'const { isOn: on } = flags;\non("a.b");', ["a.b 2:4"]],
  ["a wrapper", 'function gate(key: string) { return withFlag(key); }\ngate("a.b");', ["a.b 2:6"]],
  ["a wrapper with a prefix", 'const gate = (n: string) => withFlag(`a.${n}`);\ngate("b");', ["a.b 2:6"]],
  [
    "a wrapper of a wrapper",
    'const f = (k: string) => withFlag(k);\nconst g = (k: string) => f(k);\ng("a.b");',
    ["a.b 3:3"],
  ],
  [
    "a wrapper of an object",
    'const gate = ({ key }: { key: string }) => withFlag(key);\ngate({ key: "a.b" });',
    ["a.b 2:6"],
  ],
  [
    "a method called isOn that wraps",
    'class S { isOn(k: string) { return this.c.getBooleanValue(k, false); } }\nconst s = new S();\ns.isOn("a.b");',
    ["a.b 3:8"],
  ],
  ["a destructured method of a client", 'const { getBooleanValue: on } = client;\non("a.b", false);', ["a.b 2:4"]],
  ["a method that wraps", 'class F { on(k: string) { return this.flags.isOn(k); } }\nnew F().on("a.b");', ["a.b 2:12"]],
  ["OpenFeature's client", 'const c = OpenFeature.getClient();\nawait c.getBooleanValue("a.b", false);', ["a.b 2:25"]],
  ["its details of an object", 'client.getObjectDetails("a.b", {});', ["a.b 1:25"]],
  ["its method in brackets", 'client["getStringValue"]("a.b", "");', ["a.b 1:26"]],
  ["an optional call", 'client?.getNumberValue?.("a.b", 0);', ["a.b 1:26"]],
  ["its hooks", 'const on = useBooleanFlagValue("a.b", false);', ["a.b 1:32"]],
  ["unleash by what it was made with", 'const u = new Unleash({});\nu.isEnabled("a.b");', ["a.b 2:13"]],
  ["flags by their type", 'function f(x: Flags) { return x.isOn("a.b"); }', ["a.b 1:38"]],
  ["req.flags", 'if (req.flags["a.b"]) f();', ["a.b 1:15"]],
  ["what is destructured from req.flags", 'const { "a.b": on } = req.flags;', ["a.b 1:9"]],
  ["a property flagKey", 'guard({ flagKey: "a.b" });', ["a.b 1:18"]],
];

const not: readonly (readonly [string, string])[] = [
  ["comments", '// withFlag("a.b")\n/* flags.isOn("a.b") */'],
  ["texts", "const t = 'withFlag(\"a.b\")';"],
  ["another's evaluate", 'page.evaluate("a.b");'],
  ["another's getStringValue", 'row.getStringValue("a.b");'],
  ["flags of a command line", 'argv.flags["--dry-run"];'],
  ["keys that are made at run time", "withFlag(read()); withFlag(`a.${id}`);"],
  ["a function of its own circle", "const f = (k: string): unknown => f(k); f('a.b');"],
  ["broken code", "withFlag(;"],
];

describe("references to flags in code", () => {
  it.each(one)("finds %s", async (_, text, expected) => {
    expect(await found({ "app.ts": text })).toEqual(expected.map((each) => `app.ts ${each}`));
  });

  it.each(not)("does not see %s", async (_, text) => expect(await found({ "app.ts": text })).toEqual([]));

  it("finds keys and callees of other files, through re-exports, namespaces, defaults and tsconfig's paths", async () => {
    const files = {
      "tsconfig.json": '{ /* comments */ "compilerOptions": { "paths": { "@keys/*": ["./keys/*"] } } }',
      "keys/own.ts": 'export const OLD = "a.old";\nconst inner = { deep: { X: "a.deep" } };\nexport default inner;\n',
      "keys/enum.ts": 'export enum Key { One = "a.one" }\n',
      "keys/index.ts":
        'export { OLD as RENAMED } from "./own.ts";\nexport * from "./enum.js";\nexport * as all from "./own";\n',
      "gate.ts":
        'import { withFlag } from "x";\nexport const gate = withFlag;\nexport default function on(k: string) { return withFlag(k); }\n',
      "relay.ts": 'export { gate as passage } from "./gate";\nexport { withFlag as door } from "x";\n',
      "app.ts": [
        'import { RENAMED, Key, all } from "@keys/index";',
        'import * as keys from "./keys";',
        'import inner from "./keys/own.ts";',
        'import on from "./gate";',
        'import { passage, door } from "./relay";',
        "passage(RENAMED);",
        "door(Key.One);",
        "on(all.OLD);",
        "passage(keys.Key.One);",
        "on(inner.deep.X);",
      ].join("\n"),
    };
    expect(await found(files)).toEqual([
      "app.ts a.old 6:9",
      "app.ts a.one 7:6",
      "app.ts a.old 8:4",
      "app.ts a.one 9:9",
      "app.ts a.deep 10:4",
    ]);
  });

  it("finds them in JavaScript, CommonJS and modules", async () => {
    const files = {
      "keys.js": 'const OLD = "a.old";\nmodule.exports = { OLD, NEW: "a.new" };\n',
      "more.js": 'exports.THIRD = "a.third";\n',
      "app.js": [
        'const { withFlag } = require("x");',
        'const { OLD } = require("./keys");',
        'const keys = require("./keys");',
        'const { THIRD } = require("./more");',
        "withFlag(OLD);",
        "withFlag(keys.NEW);",
        "withFlag(THIRD);",
        'withFlag(require("./keys").NEW);',
      ].join("\n"),
      "app.mjs": 'import { withFlag as w } from "x";\nw("a.module");\n',
    };
    expect(await found(files)).toEqual([
      "app.js a.old 5:10",
      "app.js a.new 6:10",
      "app.js a.third 7:10",
      "app.js a.new 8:10",
      "app.mjs a.module 2:3",
    ]);
  });

  it("finds them in JSX", async () => {
    const text = [
      'const K = { X: "a.const" };',
      "export const Page = ({ user }) => (",
      "  <main>",
      '    <FeatureFlag flagKey="a.attr" defaultValue={false}><New /></FeatureFlag>',
      "    <Feature name={K.X} />",
      '    <Country flag="fr" /><Field name="a.field" />',
      '    <Gate when="a.gate"><Gate when={`a.${"x"}`} /></Gate>',
      '    {useFlag("a.hook").value && <b>{flags.isOn("a.call") ? 1 : 2}</b>}',
      "  </main>",
      ");",
      "function Gate({ when, children }) { return useFlag(when).value ? children : null; }",
    ].join("\n");
    const expected = ["a.attr 4:26", "a.const 5:20", "a.gate 7:16", "a.x 7:37", "a.hook 8:14", "a.call 8:48"];
    expect(await found({ "app.tsx": text })).toEqual(expected.map((each) => `app.tsx ${each}`));
    expect(await found({ "app.jsx": text })).toEqual(expected.map((each) => `app.jsx ${each}`));
  });
});
