import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeMarkdown, markdownHtml, markdownTable } from "../../../core/render/index.ts";

test("headings, tables, lists, bold, code and images become HTML", () => {
  const text = `# Plan\n\nCosts **1.50** of \`orders\`.\n\n${markdownTable(["a", "b"], [["1", "x\\|y"]])}\n\n1. one\n2. two\n\n![plot](p.svg)\n`;
  const { markup } = markdownHtml(text, (path) => (path === "p.svg" ? { markup: "<svg/>" } : null));
  expect(markup).toBe(
    `<h1>Plan</h1>
<p>Costs <b>1.50</b> of <code>orders</code>.</p>
<div class="scroll"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>x|y</td></tr></tbody></table></div>
<ol><li>one</li><li>two</li></ol>
<div class="figure"><svg/></div>`,
  );
});

test("text from outside comes out as it went in, whatever it holds", () => {
  const hostile = fc.string({ unit: "binary-ascii" }).filter((text) => text.trim() !== "");
  fc.assert(
    fc.property(hostile, (text) => {
      const { markup } = markdownHtml(`a ${escapeMarkdown(text)} b`);
      expect(markup.replaceAll(/<\/?(p|code|b)>/g, "")).not.toMatch(/[<>]/);
      const shown = markup
        .replaceAll(/^<p>|<\/p>$/g, "")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&#39;", "'")
        .replaceAll("&amp;", "&");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML does not allow them
      const clean = text.replace(/\s+/g, " ").replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "\ufffd");
      expect(shown).toBe(`a ${clean} b`);
    }),
  );
});
