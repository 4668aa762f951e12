import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Contract,
  contractSchema,
  historyMarkdown,
  registryOf,
  registryPage,
} from "../../../../core/contracts/index.ts";

const contract = (version: number, more: object = {}): Contract =>
  contractSchema.parse({
    entity: "order",
    version,
    compatibility: "backward",
    owner: "team-orders",
    fields: [{ name: "id", type: "string", required: true }],
    ...more,
  });
const registry = (...contracts: { file: string; contract: Contract }[]) =>
  registryOf({ contracts, deprecations: [], classes: {} });

describe("the registry", () => {
  const breaking = contract(3, { fields: [{ name: "number", type: "int32", required: true }] });
  const entries = registry(
    { file: "contracts/next/order.yaml", contract: breaking },
    { file: "contracts/prev/order.yaml", contract: contract(2) },
    { file: "contracts/history/order-2.yaml", contract: contract(2) },
    { file: "contracts/history/order-1.yaml", contract: contract(1) },
  );

  it("has each version once, newest first, with what changed against the one before", () => {
    const [order] = entries;
    expect(
      order!.versions.map(({ contract: { version }, stage, change }) => [version, stage, change?.breaking]),
    ).toEqual([
      [3, "next", true],
      [2, "in force", false],
      [1, "past", undefined],
    ]);
    expect(order!.current.contract.version).toBe(2);
  });

  it("shows verdict and witness in the history and on the page", () => {
    expect(historyMarkdown(entries)).toContain("**Breaking** under backward, against 2");
    const page = registryPage({ entries, unreadable: [{ file: "x.yaml", message: "no" }], today: "2026-11-25" });
    for (const text of ["breaking changes ahead", "team-orders", "fits prev; next:", "x.yaml"])
      expect(page).toContain(text);
  });
});

describe("text of people", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 30 }),
    fc.constantFrom(
      "<script>alert(1)</script>",
      '" onmouseover="alert(1)',
      "</style><img src=x onerror=alert(1)>",
      "](javascript:alert(1)) | <b>",
      "`x` \u2028 ]]>",
    ),
  );

  it("is never markup: every tag of the page and no other is one that the code writes", () => {
    const tag =
      /<(?:\/?(?:html|head|meta|title|style|body|header|h[1-4]|p|dl|dt|dd|div|a|span|section|code|table|thead|tbody|tr|th|td|ol|ul|li|b|figure|figcaption|pre|aside)(?: [a-z-]+="[^"<>]*")*|!doctype html)>/g;
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 10, maxLength: 10 }), (texts) => {
        const [a, b, c, d, e, f, g, h, i, j] = texts as [
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
        ];
        const field = { name: a, type: "string" as const, description: b, purpose: [c], format: d, enum: [e] };
        const one = (version: number, more: object) =>
          contract(version, { entity: f, owner: g, consumers: [h], description: i, fields: [{ ...field, ...more }] });
        const entries = registryOf({
          contracts: [
            { file: j, contract: one(1, {}) },
            { file: j, contract: one(2, { name: `${a}x`, required: true }) },
          ],
          deprecations: [
            {
              entity: f,
              from: 1,
              to: 2,
              announcedOn: "2026-01-01",
              until: "2027-01-01",
              reason: b,
              mapping: "m",
              consumers: [h],
            },
          ],
          classes: {},
        });
        const page = registryPage({ entries, unreadable: [{ file: j, message: i }], today: "2026-11-25" });
        const style = /<style>[\s\S]*?<\/style>/;
        expect(page.replace(style, "").replace(tag, "")).not.toMatch(/[<>]/);
        const history = historyMarkdown(entries);
        expect(history).not.toMatch(/<[a-z!/]/i);
        expect(
          history
            .split("\n")
            .filter((line) => /^(#|\|)/.test(line))
            .every((line) => /^(#{1,3} |\| )/.test(line)),
        ).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
