import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { annotations, type Remark, sarif } from "../../../core/render/index.ts";

/** What SARIF 2.1.0 asks of the parts that are used (§3.14, §3.18, §3.27, §3.28, §3.30). */
const index = z.int().min(0);
const log = z.strictObject({
  version: z.literal("2.1.0"),
  $schema: z.url(),
  runs: z.array(
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string().min(1),
          version: z.string(),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              shortDescription: z.strictObject({ text: z.string().min(1) }).optional(),
              defaultConfiguration: z.strictObject({ level: z.enum(["none", "note", "warning", "error"]) }).optional(),
            }),
          ),
        }),
      }),
      columnKind: z.enum(["utf16CodeUnits", "unicodeCodePoints"]),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: index,
          level: z.enum(["none", "note", "warning", "error"]),
          message: z.strictObject({ text: z.string() }),
          locations: z
            .array(
              z.strictObject({
                physicalLocation: z.strictObject({
                  artifactLocation: z.strictObject({ uri: z.string().regex(/^[A-Za-z0-9%._~!'()*/-]*$/) }),
                  region: z.strictObject({ startLine: z.int().min(1), startColumn: z.int().min(1) }),
                }),
              }),
            )
            .min(1),
          partialFingerprints: z.record(z.string(), z.string()),
        }),
      ),
    }),
  ),
});

const remark: fc.Arbitrary<Remark> = fc.record({
  rule: fc.constantFrom("field-name", "missing-owner", "unheard-of"),
  level: fc.constantFrom("error", "warning", "note"),
  message: fc.string({ unit: "binary" }),
  file: fc.string({ unit: "binary", minLength: 1 }),
  line: fc.integer({ min: 1 }),
  column: fc.integer({ min: 1 }),
});
const tool = {
  name: "ig-contracts",
  version: "1.0.0",
  rules: [{ id: "field-name", summary: "Names.", level: "warning" as const }],
};

describe("SARIF", () => {
  it("is of the shape that 2.1.0 asks for, its rules found by their index, its fingerprints different", () => {
    fc.assert(
      fc.property(fc.array(remark, { maxLength: 8 }), (remarks) => {
        const [run] = log.parse(JSON.parse(JSON.stringify(sarif(tool, remarks)))).runs;
        expect(run!.results.map(({ ruleIndex }) => run!.tool.driver.rules[ruleIndex]!.id)).toEqual(
          remarks.map(({ rule }) => rule),
        );
        const prints = run!.results.map(({ partialFingerprints }) => partialFingerprints["maestro/v1"]);
        expect(new Set(prints).size).toBe(remarks.length);
      }),
      { numRuns: 200 },
    );
  });

  it("knows a remark again when its line moves", () => {
    const one = { rule: "field-name", level: "warning", message: "x", file: "a.yaml", line: 3, column: 1 } as const;
    const print = (line: number) => JSON.stringify(sarif(tool, [{ ...one, line }])).match(/"maestro\/v1":"\w+"/)?.[0];
    expect(print(3)).toBe(print(9));
  });
});

describe("annotations", () => {
  it("are one line each, whatever a message holds", () => {
    fc.assert(
      fc.property(remark, (one) => {
        const lines = annotations([one]).split(/[\r\n]/);
        expect(lines).toHaveLength(1);
        expect(lines[0]).toMatch(/^::(error|warning|notice) file=[^,]*,line=\d+,col=\d+,title=[^,:]*::/);
      }),
    );
  });

  it("escape what would begin a command or a property", () => {
    const hostile = {
      rule: "r",
      level: "error",
      message: "a\n::set-output name=x::y %",
      file: "a,line=9:b",
      line: 1,
      column: 2,
    } as const;
    expect(annotations([hostile])).toBe(
      "::error file=a%2Cline=9%3Ab,line=1,col=2,title=r::a%0A::set-output name=x::y %25",
    );
  });
});
