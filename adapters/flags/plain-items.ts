import { openYaml, type Position } from "../yaml/index.ts";

/** The entries of a registry, as plain data, and where each begins. */
export interface PlainItems {
  readonly values: readonly unknown[];
  readonly positions: readonly Position[];
}

const entry = /^( *)- +(?=[A-Za-z{])/;
const member = /^([A-Za-z]+): +(\S(?:.*\S)?) *$/;
const word = /^[A-Za-z][A-Za-z0-9_./@-]*(?:[.:][A-Za-z0-9_./@-]+)*$/;
const notText = /^(?:null|true|false|NULL|Null|True|TRUE|False|FALSE)$/;
const date = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?$/;
const whole = /^(?:0|[1-9]\d{0,8})$/;

/**
 * Splits `flags:` and its list into entries without parsing the whole as YAML. An entry of plain members is read here;
 * an entry with anything more goes through the YAML parser by itself.
 *
 * @returns null for every text whose meaning is not certain to be the parser's: anchors, tabs, markers, other keys.
 */
export function openPlainItems(text: string, file: string): PlainItems | null {
  if (/\t|\r|^(?:---|\.\.\.|%)|[&*!]/m.test(text) || text.startsWith("\ufeff")) return null;
  const lines = text.split("\n");
  let at = 0;
  while (at < lines.length && isBlank(lines[at]!)) at++;
  if (lines[at]?.trimEnd() !== "flags:") return null;
  at++;
  const values: unknown[] = [];
  const positions: Position[] = [];
  let indent = -1;
  let first = -1;
  const finish = (end: number): boolean => {
    if (first < 0) return true;
    const value = readEntry(lines, first, end, indent, file);
    if (value === undefined) return false;
    values.push(value);
    positions.push({ line: first + 1, column: indent + 3 + extraBlanks(lines[first]!, indent) });
    return true;
  };
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    if (isBlank(line)) continue;
    const begins = entry.exec(line);
    if (begins && (indent < 0 || begins[1]!.length === indent)) {
      indent = begins[1]!.length;
      if (!finish(at)) return null;
      first = at;
    } else if (first < 0 || !line.startsWith(" ".repeat(indent + 1))) return null;
  }
  return first >= 0 && finish(lines.length) ? { values, positions } : null;
}

function extraBlanks(line: string, indent: number): number {
  return line.slice(indent + 2).length - line.slice(indent + 2).trimStart().length;
}

function isBlank(line: string): boolean {
  for (let i = 0; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code === 35) return true;
    if (code !== 32) return false;
  }
  return true;
}

/** One entry; undefined when it is nothing that can be read by itself. */
function readEntry(lines: readonly string[], first: number, end: number, indent: number, file: string): unknown {
  return readPlain(lines, first, end, indent) ?? readAlone(lines, first, end, indent, file);
}

function readPlain(lines: readonly string[], first: number, end: number, indent: number): object | null {
  const result: Record<string, unknown> = {};
  let column = -1;
  for (let at = first; at < end; at++) {
    let line = lines[at]!;
    if (isBlank(line)) continue;
    if (at === first) {
      line = line.slice(indent + 1);
      column = indent + 1 + line.length - line.trimStart().length;
      line = line.trimStart();
    } else {
      const trimmed = line.trimStart();
      if (line.length - trimmed.length !== column) return null;
      line = trimmed;
    }
    const parts = member.exec(line);
    if (parts === null || Object.hasOwn(result, parts[1]!)) return null;
    const value = scalarOf(parts[2]!);
    if (value === undefined) return null;
    result[parts[1]!] = value;
  }
  return result;
}

function scalarOf(text: string): string | number | boolean | undefined {
  if (text === "true") return true;
  if (text === "false") return false;
  if (word.test(text)) return notText.test(text) ? undefined : text;
  if (date.test(text)) return text;
  return whole.test(text) ? Number(text) : undefined;
}

function readAlone(lines: readonly string[], first: number, end: number, indent: number, file: string): unknown {
  const own = lines.slice(first, end);
  own[0] = `${" ".repeat(indent)} ${own[0]!.slice(indent + 1)}`;
  try {
    const { value } = openYaml(own.join("\n"), file);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
