import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  element,
  escapeMarkdown,
  escapeXml,
  linearScale,
  markdownTable,
  svgDocument,
  ticks,
} from "../../../core/render/index.ts";

describe("svg", () => {
  it("escapes text and attributes, and leaves out what is null", () => {
    expect(element("text", { x: 1.23456, fill: '"a"', y: null }, "<b>&", null).markup).toBe(
      '<text x="1.23" fill="&quot;a&quot;">&lt;b&gt;&amp;</text>',
    );
  });
  it("no text can open a tag, and control characters go", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(escapeXml(text)).not.toMatch(/[<>"]/);
        expect(escapeXml(`${text}\u0000`)).not.toContain("\u0000");
      }),
    );
  });
  it("carries a title and a description for those who do not see it", () => {
    expect(svgDocument({ width: 10, height: 5 }, "t", "d")).toContain("<title>t</title><desc>d</desc>");
  });
});

describe("scales", () => {
  it("maps the ends to the ends, and a range without width to the middle", () => {
    const scale = linearScale([2, 4], [0, 100]);
    expect([scale(2), scale(3), scale(4)]).toEqual([0, 50, 100]);
    expect(linearScale([5, 5], [0, 100])(5)).toBe(50);
  });
  it("ticks are round, ascending, inside the range and not many", () => {
    expect(ticks(0, 10, 5)).toEqual([0, 2, 4, 6, 8, 10]);
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (low, width) => {
          const marks = ticks(low, low + width, 4);
          expect(marks.length).toBeLessThanOrEqual(6);
          for (const mark of marks) {
            expect(mark).toBeGreaterThanOrEqual(low - width * 1e-6);
            expect(mark).toBeLessThanOrEqual(low + width * (1 + 1e-6));
          }
        },
      ),
    );
  });
});

describe("markdown", () => {
  it("keeps plain sentences readable and defuses markup", () => {
    expect(escapeMarkdown("p95: +4 % (n 60), ok.")).toBe("p95: +4 % (n 60), ok.");
    expect(escapeMarkdown("a|b [x](y) <img> `c` *d*\n# e")).toBe("a\\|b \\[x\\](y) &lt;img&gt; \\`c\\` \\*d\\* # e");
    expect(escapeMarkdown("# head")).toBe("\\# head");
    expect(escapeMarkdown("1. item")).toBe("1\\. item");
  });
  it("makes tables", () => expect(markdownTable(["a", "b"], [["1", "2"]])).toBe("| a | b |\n| --- | --- |\n| 1 | 2 |"));
});
