import { nearest } from "../../text/index.ts";
import { type Ignore, ignoresIn } from "./ignore.ts";
import { type Edit, eachField, type Finding, type Level, type LintInput, type Path, type Rule } from "./rule.ts";
import { rules, setRules } from "./rules/index.ts";

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
  readonly level: Level;
  /** Dotted path in the contract. */
  readonly path: string;
  readonly message: string;
  readonly position: Position;
  /** What `--fix` does there, in words. */
  readonly fix?: string;
  readonly edit?: { readonly path: Path } & Edit;
}

export type LintSettings = Pick<LintInput, "policy" | "today">;

type Found = Finding & Pick<Rule, "id" | "level">;

/**
 * Lints contracts, each by itself and together: a version that stands twice with another content was not bumped.
 * Findings come in the order of files and lines; an ignore needs a rule that there is and a reason.
 */
export function lintContracts(contracts: readonly ReadContract[], settings: LintSettings): LintFinding[] {
  const together = setRules.map((rule) => ({ rule, findings: rule.run(contracts) }));
  return contracts
    .flatMap((read, index) => {
      const { contract } = read;
      const input = { contract, fields: eachField(contract.fields), ...settings };
      const found: Found[] = [
        ...rules.flatMap((rule) => rule.run(input).map((one) => labelled(rule, one))),
        ...together.flatMap(({ rule, findings }) => findings[index]!.map((one) => labelled(rule, one))),
      ];
      return heard(read, found);
    })
    .sort(byPosition);
}

function labelled({ id, level }: Pick<Rule, "id" | "level">, finding: Finding): Found {
  return { id, level, ...finding };
}

function byPosition({ position: a }: LintFinding, { position: b }: LintFinding): number {
  return (a.file < b.file ? -1 : Number(a.file > b.file)) || a.line - b.line || a.column - b.column;
}

/** What is left of the findings on one contract when its ignores are heard, and the ignores that say nothing. */
function heard(read: ReadContract, found: readonly Found[]): LintFinding[] {
  const ignores = ignoresIn(read.text);
  const used = new Set<Ignore>();
  const left = found.flatMap(({ id, level, path, message, edit }): LintFinding[] => {
    const position = { file: read.file, ...read.at(path) };
    const ignore = ignores.find(
      (one) => one.rule === id && one.reason !== "" && [position.line, position.line - 1].includes(one.line),
    );
    if (ignore) {
      used.add(ignore);
      return [];
    }
    const fix = edit && { fix: edit.kind === "write" ? edit.text : "remove it", edit: { path, ...edit } };
    return [{ rule: id, level, path: path.join("."), message, position, ...fix }];
  });
  return [...left, ...ignores.filter((ignore) => !used.has(ignore)).map((ignore) => deaf(read.file, ignore))];
}

/** An ignore that does nothing hides what it seems to settle. */
function deaf(file: string, { rule, reason, line, column }: Ignore): LintFinding {
  const known = [...rules, ...setRules].map(({ id }) => id);
  const guess = nearest(rule, known);
  const message = !known.includes(rule)
    ? `there is no rule ${JSON.stringify(rule)}${guess === undefined ? "" : `; is ${guess} meant?`}`
    : reason === ""
      ? `say why ${rule} is ignored here`
      : `${rule} finds nothing here`;
  return { rule: "bad-ignore", level: "warning", path: "", message, position: { file, line, column } };
}
