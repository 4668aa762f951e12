import fc from "fast-check";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { contractSchema, contractTypes } from "../../../../core/contracts/index.ts";
import { contractArbitrary } from "../../../support/contract-arbitrary.ts";

/** What TypeScript finds wrong with the text alone. */
function faults(text: string): string[] {
  const source = ts.createSourceFile("a.ts", text, ts.ScriptTarget.ES2022, true) as ts.SourceFile & {
    parseDiagnostics: readonly ts.Diagnostic[];
  };
  return source.parseDiagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

describe("types of a contract", () => {
  it("are TypeScript, whatever people write in names and descriptions", () => {
    fc.assert(
      fc.property(contractArbitrary(), fc.string({ unit: "binary" }), (contract, text) => {
        const hostile = {
          ...contract,
          description: `*/ ${text} */`,
          entity: `${contract.entity}\n`,
          fields: contract.fields,
        };
        const { text: module, name } = contractTypes(hostile, `a\n${text}`);
        expect(faults(module)).toEqual([]);
        expect(name).toMatch(/^[A-Za-z]\w*$/);
      }),
      { numRuns: 100 },
    );
  });

  it("say what a record may hold", () => {
    const { text } = contractTypes(
      contractSchema.parse({
        entity: "shop.order",
        version: "1.2.0",
        compatibility: "full",
        fields: [
          { name: "id", type: "int64", required: true },
          { name: "kind", type: "string", enum: ["a", "b"], nullable: true },
          { name: "first-name", type: "string", pii: true, deprecated: { until: "2027-01-01" } },
          { name: "__proto__", type: "array", items: { type: "object", fields: [{ name: "n", type: "double" }] } },
        ],
      }),
      "order.yaml",
    );
    expect(text).toContain("export interface ShopOrderV1_2_0 {");
    expect(text).toContain("  readonly id: number | string;");
    expect(text).toContain('  readonly kind?: "a" | "b" | null;');
    expect(text).toContain(
      '   * Personal data.\n   * @deprecated goes after 2027-01-01\n   */\n  readonly "first-name"?: string;',
    );
    expect(text).toContain("readonly __proto__?: readonly ({\n    readonly n?: number;\n  })[];");
    expect(text).toContain('["__proto__"]: {');
  });
});
