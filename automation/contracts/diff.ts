import { basename } from "node:path";
import { parseContracts, type ReadContracts } from "../../adapters/contracts/read.ts";
import { historyOf, readSide } from "../../adapters/contracts/side.ts";
import {
  type CompatibilityMode,
  type ContractPair,
  diffAlone,
  diffContracts,
  type ForeignFinding,
  isTransitive,
  type LintFinding,
  type PairDiff,
  type Position,
  pairContracts,
  type ReadContract,
  strictest,
} from "../../core/contracts/index.ts";
import { MaestroError } from "../../core/errors/index.ts";
import { readContractPolicy } from "./policy.ts";

export type PlacedFinding = Omit<ForeignFinding, "at"> & { readonly position: Position };
export type PlacedPair = Omit<PairDiff, "findings"> & { readonly findings: readonly PlacedFinding[] };

export interface ContractsDiff {
  readonly breaking: boolean;
  readonly pairs: readonly PlacedPair[];
  /** What could not be compared; the rest is there all the same. */
  readonly errors: readonly LintFinding[];
}

export interface DiffRequest {
  readonly prev: string;
  readonly next: string;
  readonly mode?: CompatibilityMode | undefined;
  /** In place of the folder beside PREV's. */
  readonly history?: string | undefined;
  readonly witnesses?: boolean | undefined;
}

/**
 * Compares two files, folders or revisions, entity by entity.
 *
 * @throws InputError for a revision that is not there and a contracts/policy.yaml that is wrong
 */
export function diffContractFiles(cwd: string, request: DiffRequest): ContractsDiff {
  const sides = { prev: readSide(cwd, request.prev), next: readSide(cwd, request.next) };
  const [prev, next] = [parseContracts(sides.prev.texts), parseContracts(sides.next.texts)];
  const transitive = (pair: ContractPair): boolean => isTransitive(modeOf(pair, request));
  const past = readHistory(cwd, request, [...prev.contracts, ...next.contracts]);
  const single = sides.prev.single && sides.next.single;
  const { pairs, doubled } = pairContracts(prev.contracts, next.contracts, past.contracts, transitive, single);
  const errors = [...prev.unreadable, ...next.unreadable, ...past.unreadable];
  for (const { read, first } of doubled) errors.push(doubledAt(read, first));
  const classes = readContractPolicy(cwd)?.retention.classes;
  const placed: PlacedPair[] = [];
  for (const pair of pairs) {
    if (unknown(pair.prev, next, pair.next) || unknown(pair.next, prev, pair.prev)) continue;
    const { mode, witnesses } = request;
    try {
      placed.push(placedPair(diffPair(pair, { mode, witnesses, classes }), pair));
    } catch (error) {
      if (!(error instanceof MaestroError)) throw error;
      const path = error.field === undefined ? [] : [error.field];
      errors.push(errorAt((pair.next ?? pair.prev)!, path, error.code, `${error.message}; ${error.next}`));
    }
  }
  return { breaking: placed.some(({ breaking }) => breaking), pairs: placed, errors };
}

function modeOf({ prev, next }: ContractPair, { mode }: DiffRequest): CompatibilityMode {
  return mode ?? strictest(prev?.contract.compatibility ?? "none", next?.contract.compatibility ?? "none");
}

/** Read only where a contract asks to be held against every earlier version. */
function readHistory(cwd: string, request: DiffRequest, contracts: readonly ReadContract[]): ReadContracts {
  const asked = contracts.some((read) => isTransitive(modeOf({ prev: read, next: null }, request)));
  const folder = request.history ?? historyOf(cwd, request.prev);
  return !asked || folder === null ? { contracts: [], unreadable: [] } : parseContracts(readSide(cwd, folder).texts);
}

/** Its other version is among what could not be read: neither new nor gone. */
function unknown(alone: ReadContract | null, { unreadable }: ReadContracts, other: ReadContract | null): boolean {
  if (alone === null || other !== null) return false;
  return unreadable.some(({ position: { file } }) => basename(file) === basename(alone.file));
}

function diffPair({ prev, next }: ContractPair, options: Parameters<typeof diffContracts>[2]): PairDiff {
  if (prev !== null && next !== null) return diffContracts(prev.contract, next.contract, options);
  return prev === null ? diffAlone(next!.contract, "next", options) : diffAlone(prev.contract, "prev", options);
}

/** A verdict with the places of its findings in their files. */
export function placedPair(
  diff: PairDiff<ForeignFinding> | PairDiff,
  { prev, next }: { readonly prev: Placed | null; readonly next: Placed | null },
): PlacedPair {
  const findings = diff.findings.map(({ at, ...finding }) => {
    const read = (at.side === "prev" ? prev : next)!;
    const { line, column } = read.at(at.keys);
    return { ...finding, position: { file: read.file, line, column } };
  });
  return { ...diff, findings };
}

type Placed = Pick<ReadContract, "file" | "at">;

function doubledAt(read: ReadContract, first: ReadContract): LintFinding {
  const { version, entity } = read.contract;
  const message = `version ${version} of ${entity} stands in ${first.file} too; remove one of the two`;
  return errorAt(read, ["version"], "duplicate-version", message);
}

function errorAt(read: ReadContract, path: readonly string[], rule: string, message: string): LintFinding {
  const { line, column } = read.at(path);
  return { rule, level: "error", path: path.join("."), message, position: { file: read.file, line, column } };
}

/** One line a finding, as editors understand it, with the record that shows it below. */
export function contractsDiffText({ breaking, pairs, errors }: ContractsDiff): string {
  const lines = errors.map(
    ({ rule, message, position: { file, line, column } }) => `${file}:${line}:${column} error[${rule}] ${message}`,
  );
  for (const { entity, from, to, mode, semver, upgradeFirst, findings, ...pair } of pairs) {
    const first = upgradeFirst === "any" ? "in any order" : `${upgradeFirst} first`;
    const verdict = pair.breaking ? "BREAKING" : "compatible";
    lines.push(
      `${entity} ${from ?? "–"} → ${to ?? "–"} (${mode}): ${verdict}; ${semver.required} version; upgrade ${first}`,
    );
    for (const { code, severity, message, position, witness } of findings) {
      lines.push(`  ${position.file}:${position.line}:${position.column} ${severity}[${code}] ${message}`);
      if (witness !== null)
        lines.push(
          `    ${JSON.stringify(witness.record)} fits ${witness.validUnder}; ${witness.failsUnder}: ${witness.reason}`,
        );
    }
  }
  return [...lines, breaking ? "breaking" : errors.length > 0 ? "not all could be compared" : "not breaking"].join(
    "\n",
  );
}
