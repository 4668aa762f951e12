import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { editYaml } from "../../adapters/yaml/edit.ts";
import { checkYaml, openYaml } from "../../adapters/yaml/index.ts";
import {
  contractSchema,
  type LintFinding,
  type LintSettings,
  lintContracts,
  type ReadContract,
} from "../../core/contracts/index.ts";

/** A fix can make room for another: this often at most. */
const MAXIMUM_ROUNDS = 8;

export interface Fixed {
  readonly contract: ReadContract;
  /** The findings that were mended, as they stood before. */
  readonly mended: readonly LintFinding[];
}

/**
 * Mends in a contract's text what can be mended without changing what it means; everything else in the text stays as it
 * is. Nothing is written.
 */
export function fixed(read: ReadContract, settings: LintSettings): Fixed {
  let contract = read;
  const mended: LintFinding[] = [];
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    const found = lintContracts([contract], settings).filter(({ edit }) => edit !== undefined);
    if (found.length === 0) break;
    const edits = found.map(({ edit }) => ({ path: edit!.path, text: edit!.kind === "write" ? edit!.text : null }));
    const text = editYaml(contract.text, edits);
    const source = openYaml(text, contract.file);
    const outcome = checkYaml(source, contractSchema);
    // A fix that leaves no contract would be a bug: the text stays as it was.
    if (!outcome.ok) break;
    contract = { ...contract, text, contract: outcome.value, at: source.at };
    mended.push(...found);
  }
  return { contract, mended };
}

/** Replaces the file in one step; a link stays a link. */
export function writeFixed(cwd: string, { contract }: Fixed): void {
  writeFileAtomic(realpathSync(resolve(cwd, contract.file)), contract.text);
}
