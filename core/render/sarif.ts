import { createHash } from "node:crypto";
import type { Remark } from "./remark.ts";

export interface SarifTool {
  readonly name: string;
  readonly version: string;
  /** Every rule that can speak; rules of remarks that are not among them are added by their id. */
  readonly rules: readonly { readonly id: string; readonly summary: string; readonly level: Remark["level"] }[];
}

/**
 * Remarks as one SARIF 2.1.0 log, for code scanning. A remark's fingerprint is of rule, file, message and how often it was
 * said there before, so that it is known again when its line moves.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif({ name, version, rules }: SarifTool, remarks: readonly Remark[]): object {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const all = [
    ...rules.map(({ id, summary, level }) => ({
      id,
      shortDescription: { text: summary },
      defaultConfiguration: { level },
    })),
    ...[...new Set(remarks.map(({ rule }) => rule))].filter((id) => !known.has(id)).map((id) => ({ id })),
  ];
  const indexOf = new Map(all.map(({ id }, index) => [id, index]));
  const said = new Map<string, number>();
  return {
    version: "2.1.0",
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    runs: [
      {
        tool: { driver: { name, version, rules: all } },
        columnKind: "utf16CodeUnits",
        results: remarks.map(({ rule, level, message, file, line, column }) => {
          const key = JSON.stringify([rule, file, message]);
          const before = said.get(key) ?? 0;
          said.set(key, before + 1);
          return {
            ruleId: rule,
            ruleIndex: indexOf.get(rule),
            level,
            message: { text: message },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: uriOf(file) },
                  region: { startLine: line, startColumn: column },
                },
              },
            ],
            partialFingerprints: {
              "maestro/v1": createHash("sha256").update(`${key}${before}`).digest("hex").slice(0, 32),
            },
          };
        }),
      },
    ],
  };
}

function uriOf(file: string): string {
  return file
    .replaceAll("\\", "/")
    .split("/")
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join("/");
}
