import { type LintFinding, lintRules, lintSetRules } from "../../core/contracts/index.ts";
import { type Remark, sarif } from "../../core/render/index.ts";
import packageJson from "../../package.json" with { type: "json" };

/** A finding of lint as what code scanning and annotations show. */
export function lintRemark({ rule, level, message, position }: LintFinding): Remark {
  return { rule, level, message, ...position };
}

/** The text of a SARIF file. @param rules what can speak beside the rules of lint */
export function contractsSarif(
  remarks: readonly Remark[],
  rules: readonly { readonly id: string; readonly summary: string; readonly level: Remark["level"] }[] = [],
): string {
  const known = [...lintRules, ...lintSetRules].map(({ id, summary, level }) => ({ id, summary, level }));
  const tool = { name: "ig-contracts", version: packageJson.version, rules: [...known, ...rules] };
  return `${JSON.stringify(sarif(tool, remarks), null, 2)}\n`;
}
