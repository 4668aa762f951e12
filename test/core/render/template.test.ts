import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeMarkdown, fillTemplate } from "../../../core/render/index.ts";

const values = { "window.name": "year-end", "window.end": "2026-12-28T00:00:00Z", ticket: null };

test("a placeholder becomes its value, blanks inside it do not matter", () => {
  expect(fillTemplate("# {{window.name}} to {{ window.end }}", "n.md", values)).toEqual({
    text: "# year-end to 2026-12-28T00:00:00Z",
    open: [],
  });
});

test("what is known and has no value stands as a blank and is named", () => {
  expect(fillTemplate("{{ticket}} {{ticket}}", "n.md", values)).toEqual({
    text: "`________` `________`",
    open: ["ticket"],
  });
});

test.each([
  ["a\n b {{window.nam}}", "placeholder-unknown", 2, 4, "write {{window.name}}"],
  ["{{x.y.z.q.r.s.t}}", "placeholder-unknown", 1, 1, "use one of: window.name, window.end, ticket"],
  ["one\n{{window.name", "placeholder-malformed", 2, 1, "write {{name}}"],
  ["{{window.\nname}}", "placeholder-malformed", 1, 1, "write {{name}}"],
  ["x }}", "placeholder-malformed", 1, 3, "write {{name}}"],
  ["{{}}", "placeholder-unknown", 1, 1, undefined],
  ["{{constructor}}", "placeholder-unknown", 1, 1, undefined],
])("%j is refused with file, line and column", (template, code, line, column, next) => {
  expect(() => fillTemplate(template, "n.md", values)).toThrow(
    expect.objectContaining({ code, file: "n.md", line, column, ...(next ? { next } : {}) }),
  );
});

test("no value becomes markup or another placeholder", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }).filter((s) => s.trim() !== ""),
      (value) => {
        const { text } = fillTemplate("<{{a}}>", "n.md", { a: value });
        expect(text).toBe(`<${escapeMarkdown(value)}>`);
      },
    ),
  );
  expect(fillTemplate("{{a}}", "n.md", { a: "{{b}} <script> [x](y)" }).text).toBe("{{b}} &lt;script&gt; \\[x\\](y)");
});
