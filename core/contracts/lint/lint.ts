import { nearest } from "../../text/index.ts";
import { type Ignore, ignoresIn } from "./ignore.ts";
import type { LintInput, Path, Rule } from "./rule.ts";
import { rules } from "./rules/index.ts";

export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A contract that could be read, and where its parts stand. */
export interface ReadContract extends Pick<LintInput, "contract"> {
  readonly file: string;
  readonly text: string;
  readonly at: (path: Path) => { readonly line: number; readonly column: number };
}

export interface LintFinding {
  readonly rule: string;
  readonly level: "error" | "warning";
  /** Dotted path in the contract. */
  readonly path: string;
  readonly message: string;
  readonly position: Position;
  readonly fix?: string;
}

/**
 * Lints contracts, each by itself and together: a version that stands twice with another content was not bumped.
 * Findings come in the order of files and lines; an ignore needs a rule that there is and a reason.
 */
export function lintContracts(
  contracts: readonly ReadContract[],
  settings: Omit<LintInput, "contract">,
): LintFinding[] {
  return [...contracts.flatMap((read) => lintOne(read, settings)), ...notBumped(contracts)].sort(
    (a, b) =>
      (a.position.file < b.position.file ? -1 : Number(a.position.file > b.position.file)) ||
      a.position.line - b.position.line ||
      a.position.column - b.position.column,
  );
}

function lintOne(read: ReadContract, settings: Omit<LintInput, "contract">): LintFinding[] {
  const ignores = ignoresIn(read.text);
  const heard = new Set<Ignore>();
  const found = rules.flatMap((rule) =>
    rule.run({ contract: read.contract, ...settings }).map((one) => ({ rule, one, position: placed(read, one.path) })),
  );
  const left = found.filter(({ rule, position }) => {
    const ignore = ignores.find(
      (one) => one.rule === rule.id && one.reason !== "" && [position.line, position.line - 1].includes(one.line),
    );
    if (ignore) heard.add(ignore);
    return ignore === undefined;
  });
  return [
    ...left.map(({ rule, one, position }) => ({
      ...findingOf(rule, one.path, one.message, position),
      ...fixOf(one.fix),
    })),
    ...ignores.filter((ignore) => !heard.has(ignore)).map((ignore) => deaf(read.file, ignore)),
  ];
}

/** An ignore that does nothing hides what it seems to settle. */
function deaf(file: string, { rule, reason, line }: Ignore): LintFinding {
  const known = rules.map(({ id }) => id);
  const guess = nearest(rule, known);
  const message = !known.includes(rule)
    ? `there is no rule ${JSON.stringify(rule)}${guess === null || guess === undefined ? "" : `; is ${guess} meant?`}`
    : reason === ""
      ? `say why ${rule} is ignored here`
      : `${rule} finds nothing here`;
  return { rule: "bad-ignore", level: "warning", path: "", message, position: { file, line, column: 1 } };
}

function notBumped(contracts: readonly ReadContract[]): LintFinding[] {
  const first = new Map<string, ReadContract>();
  return contracts.flatMap((read) => {
    const { entity, version } = read.contract;
    const id = JSON.stringify([entity, version]);
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, read);
      return [];
    }
    if (JSON.stringify(earlier.contract) === JSON.stringify(read.contract)) return [];
    const message = `version ${version} of ${entity} stands in ${earlier.file} too, with another content`;
    return [findingOf({ id: "version-not-bumped", level: "error" }, ["version"], message, placed(read, ["version"]))];
  });
}

function placed({ file, at }: ReadContract, path: Path): Position {
  const { line, column } = at(path);
  return { file, line, column };
}

function findingOf(
  { id, level }: Pick<Rule, "id" | "level">,
  path: Path,
  message: string,
  position: Position,
): LintFinding {
  return { rule: id, level, path: path.join("."), message, position };
}

function fixOf(fix: string | undefined): { readonly fix?: string } {
  return fix === undefined ? {} : { fix };
}
