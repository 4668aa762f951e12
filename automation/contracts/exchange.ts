import { stringify } from "yaml";
import { readContractFile } from "../../adapters/contracts/files.ts";
import { readContracts } from "../../adapters/contracts/read.ts";
import { contractYaml } from "../../adapters/contracts/write.ts";
import { openYaml } from "../../adapters/yaml/index.ts";
import {
  COMPATIBILITY_MODES,
  type CompatibilityMode,
  exportContract,
  FORMATS,
  type FormatName,
  type ImportOptions,
  importContract,
  type ReadContract,
  type Unsaid,
} from "../../core/contracts/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { writeOut } from "./out.ts";

/** @throws InputError `format-unknown` */
export function formatNamed(name: unknown): FormatName {
  const format = FORMATS.find((one) => one === name);
  if (format !== undefined) return format;
  throw new InputError("format-unknown", `there is no format ${JSON.stringify(name ?? null)}`, {
    field: "--format",
    next: `use one of: ${FORMATS.join(", ")}`,
  });
}

/** @throws InputError `mode-unknown` */
export function modeNamed(name: unknown): CompatibilityMode | undefined {
  if (name === undefined) return undefined;
  const mode = COMPATIBILITY_MODES.find((one) => one === name);
  if (mode !== undefined) return mode;
  throw new InputError("mode-unknown", `there is no mode ${JSON.stringify(name)}`, {
    field: "--compatibility",
    next: `use one of: ${COMPATIBILITY_MODES.join(", ")}`,
  });
}

/** The one contract of a file. @throws InputError for a file that is none, with its first problem. */
export function readOneContract(cwd: string, file: string): ReadContract {
  const { contracts, unreadable } = readContracts(cwd, [file]);
  const [problem] = unreadable;
  if (problem !== undefined)
    throw new InputError(problem.rule, problem.message, {
      ...problem.position,
      field: problem.path,
      next: `mend ${file}`,
    });
  return contracts[0]!;
}

export interface Exchange {
  readonly format: FormatName;
  readonly entity: string;
  /** What goes into a file: a document of the format, or a contract in YAML. */
  readonly text: string;
  /** Where it was written; null when it is only printed. */
  readonly out: string | null;
}

/** @throws InputError for a file that is no contract */
export function exportFile(
  cwd: string,
  file: string,
  format: FormatName,
  out?: string,
): Exchange & { readonly unsaid: readonly Unsaid[]; readonly content: object } {
  const { contract } = readOneContract(cwd, file);
  const { document, unsaid } = exportContract(contract, format);
  const text = format === "odcs" ? stringify(document, { lineWidth: 120 }) : `${JSON.stringify(document, null, 2)}\n`;
  return { format, entity: contract.entity, text, content: document, unsaid, out: written(cwd, text, out) };
}

/** @throws InputError for a document that cannot be read or is no contract */
export function importFile(
  cwd: string,
  file: string,
  format: FormatName,
  options: ImportOptions & { readonly owner?: string | undefined },
  out?: string,
): Exchange & { readonly lost: readonly Unsaid[] } {
  const read = readContractFile(cwd, file);
  if ("problem" in read)
    throw new InputError(read.problem.code, `${file}: ${read.problem.message}`, { file, next: read.problem.next });
  const { owner, ...rest } = options;
  const { contract, lost } = importContract(openYaml(read.text, file).value, format, rest);
  const text = contractYaml(owner === undefined ? contract : { ...contract, owner }, lost);
  return { format, entity: contract.entity, text, lost, out: written(cwd, text, out) };
}

function written(cwd: string, text: string, out: string | undefined): string | null {
  if (out === undefined) return null;
  writeOut(cwd, out, text);
  return out;
}
