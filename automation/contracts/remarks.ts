import { type LintFinding, lintRules, lintSetRules, witnessText } from "../../core/contracts/index.ts";
import { type Remark, sarif } from "../../core/render/index.ts";
import packageJson from "../../package.json" with { type: "json" };
import type { ContractsDiff } from "./diff.ts";

/** A finding of lint as what code scanning and annotations show. */
export function lintRemark({ rule, level, message, position }: LintFinding): Remark {
  return { rule, level, message, ...position };
}

/** The findings of a diff, and what could not be compared. The record that shows a break stands in the message. */
export function diffRemarks({ pairs, errors }: ContractsDiff): Remark[] {
  const levels = { breaking: "error", warning: "warning", info: "note" } as const;
  return [
    ...errors.map(lintRemark),
    ...pairs.flatMap(({ findings }) =>
      findings.map(({ code, severity, message, position, witness }): Remark => {
        const shown = witness === null ? "" : `. ${witnessText({ witness })}`;
        return { rule: code, level: levels[severity], message: `${message}${shown}`, ...position };
      }),
    ),
  ];
}

/** The text of a SARIF file. */
export function contractsSarif(remarks: readonly Remark[]): string {
  const rules = [...lintRules, ...lintSetRules].map(({ id, summary, level }) => ({ id, summary, level }));
  const tool = { name: "ig-contracts", version: packageJson.version, rules };
  return `${JSON.stringify(sarif(tool, remarks), null, 2)}\n`;
}
