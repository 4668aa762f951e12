import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { openYamlFully } from "../../../adapters/yaml/open.ts";
import { parsePlain, plainLocator } from "../../../adapters/yaml/plain.ts";
import { randomOf } from "../../support/contract-random.ts";

/** Every path of plain data. */
function paths(value: unknown, at: readonly PropertyKey[] = []): (readonly PropertyKey[])[] {
  if (typeof value !== "object" || value === null) return [at];
  return [
    at,
    ...Object.entries(value).flatMap(([key, one]) => paths(one, [...at, Array.isArray(value) ? Number(key) : key])),
  ];
}

/** Null where the plain parser leaves it to the full one; else both must say the same. */
function compared(text: string): unknown {
  const plain = parsePlain(text);
  if (plain === null) return null;
  const full = openYamlFully(text, "f");
  expect([text, plain.value]).toEqual([text, full.value]);
  const found = plainLocator(text);
  for (const path of [...paths(full.value), ["nothing"], [...(paths(full.value).at(-1) ?? []), "nothing", 0]]) {
    expect([text, path, found.at(path)]).toEqual([text, path, full.at(path)]);
    expect([text, path, found.keyAt(path)]).toEqual([text, path, full.keyAt(path)]);
  }
  return plain.value;
}

describe("what people write most is read as the full parser reads it", () => {
  it.each([
    "a: 1\n",
    "a: 1",
    "# note\na: b # more\n\nc:\n  - x\n  - y: 1\n    z: [1, two, 'three', \"four\"]\n",
    "fields:\n- name: a\n  type: string\n- { name: b, type: int32, required: true }\nkeys: [a]\n",
    "a: 2026-01-01\nb: 1.2.3\nc: -1\nd: 0.5\ne: null\nf: true\ng: it's\nh: a:b\ni: http://x/y#z\nj: a #b\n",
    "- 1\n- a\n- [ ]\n- { }\n- - not here\n",
    "a:\n    b:\n        c: 1\n    d: 2\ne: 3\n",
  ])("%j", (text) => {
    compared(text);
  });
  it("is not left to the full parser", () => {
    const contract = readFileSync(join("contracts", "next", "order.yaml"), "utf8");
    expect(compared(contract)).toMatchObject({ entity: "order" });
  });
});

it.each([
  "a: 1\na: 2\n",
  "a: &x 1\nb: *x\n",
  "<<: { a: 1 }\n",
  "__proto__: 1\n",
  "a: |\n  b\n",
  "a: !!str 1\n",
  "a:\n",
  "a: b\n  c\n",
  "a: 1e3\n",
  "a: 0x10\n",
  "a: ~\n",
  'a: "x\\n"\n',
  "a: 'it''s'\n",
  "a: [1,\n 2]\n",
  "\ta: 1\n",
  "--- a\n",
  "a: 12345678901234567890\n",
  "a: {b: 1, b: 2}\n",
  "",
  "a",
  "a: b: c\n",
  "a: [b: c]\n",
])("%j is left to the full parser", (text) => {
  expect(parsePlain(text)).toBeNull();
});

test("on changed texts: where it says anything, it says the same, and it says nothing of what is no YAML", () => {
  const files = [
    "contracts/next/order.yaml",
    "contracts/policy.yaml",
    "freeze.yaml",
    "flags/registry.yaml",
    "aca.yaml",
  ];
  const texts = [...files, ...readdirSync("contracts/prev").map((name) => join("contracts/prev", name))].flatMap(
    (file) => {
      try {
        return [readFileSync(file, "utf8")];
      } catch {
        return [];
      }
    },
  );
  const bits = [
    ..." \n:-#{}[],'\"&*!|>%@`?~.01aAe<\\\t",
    ": ",
    "\n  ",
    "\n- ",
    " #",
    "- - ",
    ", ",
    "{ a: b }",
    "[x, y]",
    "null",
    "-1",
  ];
  let read = 0;
  for (let seed = 0; seed < 4000; seed++) {
    const random = randomOf(seed);
    const lines = random.pick(texts).split("\n");
    const from = random.int(lines.length);
    let text = lines.slice(from, from + 1 + random.int(12)).join("\n");
    const indent = /^ */.exec(text)![0].length;
    text = text.replaceAll(new RegExp(`^ {0,${indent}}`, "gm"), "");
    for (let i = random.int(4); i > 0; i--) {
      const at = random.int(text.length + 1);
      text = `${text.slice(0, at)}${random.chance(0.3) ? "" : random.pick(bits)}${text.slice(at + random.int(3))}`;
    }
    if (compared(text) !== null) read++;
  }
  expect(read).toBeGreaterThan(500);
});
