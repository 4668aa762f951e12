import { readDeprecations } from "../../adapters/contracts/deprecations.ts";
import { contractFiles } from "../../adapters/contracts/files.ts";
import { readContracts } from "../../adapters/contracts/read.ts";
import { type LintFinding, type RegistryEntry, registryOf } from "../../core/contracts/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { readContractPolicy } from "./policy.ts";

export interface ContractsRegistry {
  readonly entries: readonly RegistryEntry[];
  /** Files that are no contracts; the others are there all the same. */
  readonly unreadable: readonly LintFinding[];
}

/**
 * The registry below folders (default: contracts), of one entity where it is named.
 * @throws InputError `entity-unknown`; for a policy or a deprecation that is wrong
 */
export function readContractsRegistry(cwd: string, folders: readonly string[], entity?: string): ContractsRegistry {
  const { contracts, unreadable } = readContracts(
    cwd,
    contractFiles(cwd, folders.length === 0 ? ["contracts"] : folders),
  );
  const classes = readContractPolicy(cwd)?.retention.classes ?? {};
  const all = registryOf({ contracts, deprecations: readDeprecations(cwd), classes });
  const entries = entity === undefined ? all : all.filter((entry) => entry.entity === entity);
  if (entity !== undefined && entries.length === 0)
    throw new InputError("entity-unknown", `there is no contract of ${entity}`, {
      field: "--entity",
      next: all.length === 0 ? "write one in contracts/next" : `use one of: ${all.map((one) => one.entity).join(", ")}`,
    });
  return { entries, unreadable };
}

/** How many files are no contracts; one can be wrong in several places. */
export function unreadableFiles({ unreadable }: ContractsRegistry): number {
  return new Set(unreadable.map(({ position }) => position.file)).size;
}

/** What the documents of registry and history say of each entity. */
export function registryRows(entries: readonly RegistryEntry[]) {
  return entries.map(({ entity, current, versions, deprecations }) => ({
    entity,
    owner: current.contract.owner ?? null,
    consumers: current.contract.consumers ?? [],
    current: current.contract.version,
    versions: versions.map(({ contract, file, stage, change }) => ({
      version: contract.version,
      stage,
      file,
      breaking: change?.breaking ?? null,
      findings:
        change?.findings.map(({ code, severity, message, witness }) => ({ code, severity, message, witness })) ?? [],
    })),
    deprecations: [...deprecations],
  }));
}
