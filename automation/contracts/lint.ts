import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { contractFiles } from "../../adapters/contracts/files.ts";
import { readContracts } from "../../adapters/contracts/read.ts";
import { parseYamlFile } from "../../adapters/yaml/index.ts";
import {
  type ContractPolicy,
  contractPolicySchema,
  type LintFinding,
  lintContracts,
} from "../../core/contracts/index.ts";

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
}

/** @throws InputError for a contracts/policy.yaml that is wrong. */
export function lintContractFiles(cwd: string, args: readonly string[], now: number): ContractsLint {
  const files = contractFiles(cwd, args.length === 0 ? ["contracts"] : args);
  const { contracts, unreadable } = readContracts(cwd, files);
  const today = new Date(now).toISOString().slice(0, 10);
  const findings = [...unreadable, ...lintContracts(contracts, { policy: readPolicy(cwd), today })];
  const byRule: Record<string, number> = {};
  for (const { rule } of findings) byRule[rule] = (byRule[rule] ?? 0) + 1;
  const error = findings.filter(({ level }) => level === "error").length;
  return {
    files: files.length,
    findings,
    counts: { error, warning: findings.length - error, byRule },
    unreadable: files.length - contracts.length,
  };
}

function readPolicy(cwd: string): ContractPolicy | null {
  const file = join("contracts", "policy.yaml");
  const path = join(cwd, file);
  return existsSync(path) ? parseYamlFile(readFileSync(path, "utf8"), file, contractPolicySchema) : null;
}

/** One line a finding, as editors understand it. */
export function contractsLintText({ files, findings, counts }: ContractsLint): string {
  const lines = findings.map(
    ({ rule, level, message, position: { file, line, column } }) =>
      `${file}:${line}:${column} ${level}[${rule}] ${message}`,
  );
  return [...lines, `${files} files, ${counts.error} errors, ${counts.warning} warnings`].join("\n");
}
