import { contractProblemTexts, judgeContracts } from "../../adapters/policy/index.ts";
import type { ReleaseProblem } from "../../core/contracts/index.ts";
import type { Mapping } from "../../core/cutover/index.ts";
import { RefusedError } from "../../core/errors/index.ts";
import { planMapping, readMapping } from "./migration-files.ts";
import type { Session } from "./session.ts";

/** A cutover that would break contracts: what the ledger is told of. */
export class ContractsRefused extends RefusedError {
  readonly problems: readonly ReleaseProblem[];

  constructor(problems: readonly ReleaseProblem[], text: string) {
    super("contracts-refused", text, {
      field: "contracts",
      next: problems[0]?.next ?? "ig-contracts lint, and mend what it says",
    });
    this.problems = problems;
  }
}

/**
 * Judges the contracts as the packs will, before anything is written, and takes from them which mapping the cutover needs.
 * @param given what was asked for by --mapping
 * @returns the cutover's mapping
 * @throws ContractsRefused; RefusedError `contract-mapping` for another mapping than the contracts need
 */
export async function contractsPreflight(
  { project, context }: Session,
  sections: Readonly<Record<string, unknown>>,
  given: Mapping | null,
): Promise<Mapping | null> {
  const { run: _, ...config } = sections;
  const judgement = await judgeContracts(project.dir, { stack: project.stack, config }, context.now());
  const texts = contractProblemTexts(judgement);
  if (texts.length > 0) throw new ContractsRefused(judgement.problems, texts.join("\n"));
  const { mappings } = judgement;
  const [first] = mappings;
  if (first === undefined || (given !== null && mappings.length === 1 && given.id === first)) return given;
  if (given === null && mappings.length === 1) return planMapping(readMapping(project.dir, first));
  const needs = mappings.length === 1 ? first : `${mappings.join(" and ")}, and a cutover runs one`;
  throw new RefusedError("contract-mapping", `the contracts of this release need the mapping ${needs}`, {
    field: "--mapping",
    next:
      mappings.length === 1
        ? `write --mapping ${first}, or leave it out`
        : "say in each contract which service speaks it, or bring one change after the other",
  });
}
