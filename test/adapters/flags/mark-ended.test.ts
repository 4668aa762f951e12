import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markEnded } from "../../../adapters/flags/mark-ended.ts";
import { parseRegistryText } from "../../../adapters/flags/registry-text.ts";

const mark = { experiment: "subs-buffer", at: Date.parse("2025-12-20T10:00:00Z"), decision: "stop" };
const line = "ended: {experiment: subs-buffer, at: 2025-12-20T10:00:00Z, decision: stop}";
const endedOf = (text: string) =>
  Object.fromEntries(parseRegistryText(text, "registry.yaml").flags.map(({ key, ended }) => [key, ended?.experiment]));

describe("marking an entry as ended", () => {
  it("adds one line behind a block entry, in its indentation, and keeps comments", () => {
    const text = `# all flags
flags:
  - key: a   # the first
    owner: o
    scope: global
    expires: 2026-01-01 # soon

  # the second
  - key: b
    owner: o
    scope: global
    expires: 2026-01-01
    targeting:
      - tenants: [x]
        on: true
`;
    const a = markEnded(text, "a", mark)!;
    expect(a).toBe(text.replace("# soon\n", `# soon\n    ${line}\n`));
    expect(endedOf(a)).toEqual({ a: "subs-buffer", b: undefined });
    const b = markEnded(a, "b", mark)!;
    expect(b.endsWith(`        on: true\n    ${line}\n`)).toBe(true);
    expect(endedOf(b)).toEqual({ a: "subs-buffer", b: "subs-buffer" });
  });
  it("keeps a mark that is there, and a file without a last newline", () => {
    const text = "flags:\n- key: a\n  owner: o\n  scope: global";
    const once = markEnded(text, "a", mark)!;
    expect(once).toBe(`${text}\n  ${line}`);
    expect(markEnded(once, "a", { ...mark, experiment: "other" })).toBe(once);
  });
  it.each([
    ["flags:\n  - {key: a, owner: o, scope: global}\n", `flags:\n  - {key: a, owner: o, scope: global, ${line}}\n`],
    ["flags: [{key: a, owner: o, scope: global,}]", `flags: [{key: a, owner: o, scope: global, ${line}}]`],
  ])("adds to a flow entry %j", (text, wanted) => {
    expect(markEnded(text, "a", mark)).toBe(wanted);
    expect(endedOf(wanted)).toEqual({ a: "subs-buffer" });
  });
  it.each([
    ["no such key", "flags:\n  - key: b\n"],
    ["the key twice", "flags:\n  - key: a\n  - key: a\n"],
    ["broken", "flags:\n  - key: [a\n"],
    ["no list", "flags: {a: 1}\n"],
    ["empty", ""],
  ])("gives nothing where there is %s", (_, text) => expect(markEnded(text, "a", mark)).toBeNull());

  it("marks exactly the one entry and only adds, in whatever block form", () => {
    const comment = fc.constantFrom("", " # x: {y", " #- key: q");
    const entry = fc.record({
      comment,
      blank: fc.constantFrom("", "\n", "  # alone\n"),
      last: fc.constantFrom(
        "    killswitch: true",
        '    description: "a: b"',
        "    description: >-\n      two\n      lines",
        "    services: [x,\n      y]",
        "    stacks:\n      - dev",
      ),
    });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), fc.nat(), (entries, pick) => {
        const text = `flags:\n${entries.map((e, i) => `${e.blank}  - key: k${i}${e.comment}\n    owner: o\n    scope: global\n${e.last}\n`).join("")}`;
        const at = pick % entries.length;
        const marked = markEnded(text, `k${at}`, mark)!;
        expect(marked.replace(`    ${line}\n`, "")).toBe(text);
        const ended = endedOf(marked);
        for (const key of Object.keys(ended)) expect(ended[key] !== undefined).toBe(key === `k${at}`);
      }),
    );
  });
});
