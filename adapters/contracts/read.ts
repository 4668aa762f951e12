import { contractSchema, type LintFinding, type ReadContract } from "../../core/contracts/index.ts";
import { MaestroError } from "../../core/errors/index.ts";
import { checkYaml, openYaml } from "../yaml/index.ts";
import { type FileText, readContractFile } from "./files.ts";

export interface ReadContracts {
  readonly contracts: readonly ReadContract[];
  /** What could not be read, as findings: the rest is there all the same. */
  readonly unreadable: readonly LintFinding[];
}

/** Reads contracts; one that is wrong leaves findings with its place and what to do. */
export function readContracts(cwd: string, files: readonly string[]): ReadContracts {
  return parseContracts(files.map((file) => readContractFile(cwd, file)));
}

/** The same for texts that are read already. */
export function parseContracts(texts: Iterable<FileText>): ReadContracts {
  const contracts: ReadContract[] = [];
  const unreadable: LintFinding[] = [];
  const refuse = (file: string, rule: string, message: string, path = "", line = 1, column = 1): void =>
    void unreadable.push({ rule, level: "error", path, message, position: { file, line, column } });
  for (const read of texts) {
    const { file } = read;
    if ("problem" in read) {
      refuse(file, read.problem.code, `${read.problem.message}; ${read.problem.next}`);
      continue;
    }
    try {
      const source = openYaml(read.text, file);
      const outcome = checkYaml(source, contractSchema);
      if (outcome.ok) contracts.push({ file, text: read.text, contract: outcome.value, at: (path) => source.at(path) });
      else
        for (const one of outcome.problems)
          refuse(file, one.code, `${one.message}; ${one.next}`, one.field, one.line, one.column);
    } catch (error) {
      if (!(error instanceof MaestroError)) throw error;
      refuse(file, error.code, `${error.message}; ${error.next ?? ""}`, error.field, error.line, error.column);
    }
  }
  return { contracts, unreadable };
}
