import { contractsInForce } from "../../adapters/policy/index.ts";
import {
  type Contract,
  compareVersions,
  diffAlone,
  diffContracts,
  type PairDiff,
  type ReadContract,
} from "../../core/contracts/index.ts";
import { InputError } from "../../core/errors/index.ts";

/** A change that waits in contracts/next. */
export interface PendingChange {
  readonly prev: Contract;
  /** Null when the contract ends. */
  readonly next: Contract | null;
  readonly diff: PairDiff;
}

/**
 * What contracts/next does to an entity of contracts/prev.
 * @throws InputError `entity-unknown`, `nothing-breaks`
 */
export function pendingChange(root: string, entity: string, classes: Readonly<Record<string, string>>): PendingChange {
  const { prev: before, next: after } = contractsInForce(root);
  const prev = newest(before, entity);
  const next = newest(after, entity);
  if (prev === null) {
    const known = [...new Set(before.map(({ contract }) => contract.entity))].sort();
    throw new InputError("entity-unknown", `contracts/prev has no contract of ${entity}`, {
      field: "entity",
      next: known.length === 0 ? "put what is in force into contracts/prev" : `name one of ${known.join(", ")}`,
    });
  }
  const diff = next === null ? diffAlone(prev, "prev", { classes }) : diffContracts(prev, next, { classes });
  if (!diff.breaking)
    throw new InputError("nothing-breaks", `${entity} ${diff.from} → ${diff.to} breaks nothing under ${diff.mode}`, {
      field: "entity",
      next: "release it: no plan is needed",
    });
  return { prev, next, diff };
}

function newest(reads: readonly ReadContract[], entity: string): Contract | null {
  const found = reads.map(({ contract }) => contract).filter((one) => one.entity === entity);
  return found.toSorted((a, b) => compareVersions(a.version, b.version)).at(-1) ?? null;
}
