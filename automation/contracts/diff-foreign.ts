import { basename } from "node:path";
import type { FileText } from "../../adapters/contracts/files.ts";
import { readSide } from "../../adapters/contracts/side.ts";
import { openYaml, type YamlSource } from "../../adapters/yaml/index.ts";
import { diffAvro } from "../../core/contracts/foreign/avro.ts";
import { diffJsonSchema } from "../../core/contracts/foreign/json-schema.ts";
import {
  type CompatibilityMode,
  type ForeignFinding,
  isTransitive,
  type LintFinding,
  type PairDiff,
} from "../../core/contracts/index.ts";
import { MaestroError } from "../../core/errors/index.ts";
import { type ContractsDiff, type DiffRequest, type PlacedPair, placedPair } from "./diff.ts";

export type ForeignFormat = "jsonschema" | "avro";

interface Schema extends YamlSource {
  /** Below the folder that was named. */
  readonly name: string;
}

/**
 * Compares other people's schemas by their own rules, file by file: two that are named, else those of one name. What is
 * promised is `backward` unless it is said; a transitive mode takes every schema of that name below `--history`.
 *
 * @throws InputError for a revision that is not there
 */
export function diffForeignFiles(cwd: string, format: ForeignFormat, request: DiffRequest): ContractsDiff {
  const mode = request.mode ?? "backward";
  const errors: LintFinding[] = [];
  const schemasOf = (argument: string) => {
    const side = readSide(cwd, argument, format);
    return { single: side.single, schemas: side.texts.flatMap((text) => open(text, side.nameOf, errors)) };
  };
  const [before, after] = [schemasOf(request.prev), schemasOf(request.next)];
  const bad = new Set(errors.map(({ position }) => basename(position.file)));
  const past = isTransitive(mode) && request.history !== undefined ? schemasOf(request.history).schemas : [];
  const single = before.single && after.single;
  const pairs: PlacedPair[] = [];
  const judge = (prev: Schema, next: Schema): void => {
    try {
      const diff = compare(format, prev, next, mode);
      const shown = request.witnesses === false ? withoutWitnesses(diff) : diff;
      pairs.push(placedPair(shown, { prev, next }));
    } catch (error) {
      if (!(error instanceof MaestroError)) throw error;
      const at = [prev, next].find(({ value }) => failsAlone(format, value, mode)) ?? next;
      errors.push(errorOf(at, error));
    }
  };
  for (const next of after.schemas) {
    const prev = single ? before.schemas[0] : before.schemas.find(({ name }) => name === next.name);
    if (prev !== undefined) judge(prev, next);
    for (const earlier of past) if (basename(earlier.name) === basename(next.name)) judge(earlier, next);
  }
  if (!single)
    for (const prev of before.schemas)
      if (!after.schemas.some(({ name }) => name === prev.name) && !bad.has(basename(prev.name)))
        pairs.push(removed(prev, mode));
  return { breaking: pairs.some(({ breaking }) => breaking), pairs, errors };
}

function compare(format: ForeignFormat, prev: Schema, next: Schema, mode: CompatibilityMode): PairDiff<ForeignFinding> {
  const entity = basename(next.file).replace(/\.[a-z]+$/, "");
  return format === "avro"
    ? diffAvro(prev.value, next.value, mode)
    : diffJsonSchema(prev.value, next.value, mode, entity);
}

function failsAlone(format: ForeignFormat, value: unknown, mode: CompatibilityMode): boolean {
  try {
    if (format === "avro") diffAvro(value, value, mode);
    else diffJsonSchema(value, value, mode, "");
    return false;
  } catch {
    return true;
  }
}

function withoutWitnesses(diff: PairDiff<ForeignFinding>): PairDiff<ForeignFinding> {
  return { ...diff, findings: diff.findings.map((one) => ({ ...one, witness: null })) };
}

function open(read: FileText, nameOf: (file: string) => string, errors: LintFinding[]): Schema[] {
  const { file } = read;
  if ("problem" in read) {
    errors.push(finding(read.problem.code, `${read.problem.message}; ${read.problem.next}`, "", file, 1, 1));
    return [];
  }
  try {
    return [{ ...openYaml(read.text, file), name: nameOf(file) }];
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    const { code, message, next, field, line, column } = error;
    errors.push(finding(code, `${message}; ${next}`, field ?? "", file, line ?? 1, column ?? 1));
    return [];
  }
}

function errorOf(schema: Schema, { code, message, next, field = "" }: MaestroError): LintFinding {
  const keys = field === "" ? [] : field.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const { line, column } = schema.at(keys);
  return finding(code, `${message}; ${next}`, field, schema.file, line, column);
}

function finding(rule: string, message: string, path: string, file: string, line: number, column: number): LintFinding {
  return { rule, level: "error", path, message, position: { file, line, column } };
}

function removed(prev: Schema, mode: CompatibilityMode): PlacedPair {
  const entity = basename(prev.file).replace(/\.[a-z]+$/, "");
  const breaking = mode !== "none";
  return {
    entity,
    from: null,
    to: null,
    mode,
    breaking,
    semver: { required: "major", declared: "none" },
    upgradeFirst: "consumers",
    findings: [
      {
        code: "contract-removed",
        severity: breaking ? "breaking" : "warning",
        path: "",
        meta: { entity },
        message: `${entity} has no schema any more`,
        breaks: ["backward", "forward"],
        witness: null,
        position: { file: prev.file, line: 1, column: 1 },
      },
    ],
  };
}
