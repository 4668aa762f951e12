import { contractFiles } from "../../adapters/contracts/files.ts";
import { readContracts } from "../../adapters/contracts/read.ts";
import { type LintFinding, lintContracts } from "../../core/contracts/index.ts";
import { fixed, writeFixed } from "./fix.ts";
import { readContractPolicy } from "./policy.ts";

export interface ContractsLint {
  /** How many were asked for. */
  readonly files: number;
  readonly findings: readonly LintFinding[];
  readonly counts: {
    readonly error: number;
    readonly warning: number;
    readonly byRule: Readonly<Record<string, number>>;
  };
  /** Files that could not be read as contracts. */
  readonly unreadable: number;
  /** What was mended in the files, as it stood before. */
  readonly fixed: readonly LintFinding[];
}

/**
 * @param fix mends in the files what is safe to mend, first
 * @throws InputError for a contracts/policy.yaml that is wrong, OutsideError for a file that cannot be written
 */
export function lintContractFiles(cwd: string, args: readonly string[], now: number, fix = false): ContractsLint {
  const files = contractFiles(cwd, args.length === 0 ? ["contracts"] : args);
  const { contracts, unreadable } = readContracts(cwd, files);
  const settings = { policy: readContractPolicy(cwd), today: new Date(now).toISOString().slice(0, 10) };
  const mended = fix ? contracts.map((read) => fixed(read, settings)) : [];
  const changed = mended.filter((one) => one.mended.length > 0);
  for (const one of changed) writeFixed(cwd, one);
  const present = fix ? mended.map(({ contract }) => contract) : contracts;
  const findings = [...unreadable, ...lintContracts(present, settings)];
  const byRule: Record<string, number> = {};
  for (const { rule } of findings) byRule[rule] = (byRule[rule] ?? 0) + 1;
  const error = findings.filter(({ level }) => level === "error").length;
  return {
    files: files.length,
    findings,
    counts: { error, warning: findings.length - error, byRule },
    unreadable: files.length - contracts.length,
    fixed: changed.flatMap((one) => one.mended),
  };
}

/** One line a finding, as editors understand it. */
export function contractsLintText({ files, findings, counts, fixed }: ContractsLint): string {
  const line = ({ rule, message, position: { file, line, column } }: LintFinding, level: string): string =>
    `${file}:${line}:${column} ${level}[${rule}] ${message}`;
  const mendable = findings.filter(({ fix }) => fix !== undefined).length;
  return [
    ...fixed.map((one) => line(one, "mended")),
    ...findings.map((one) => line(one, one.level)),
    `${files} files, ${counts.error} errors, ${counts.warning} warnings${mendable > 0 ? `; ${mendable} can be mended with --fix` : ""}`,
  ].join("\n");
}
