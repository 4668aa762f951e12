import { type Document, isScalar, LineCounter, type Node, parseAllDocuments, parseDocument, visit } from "yaml";
import { locator, type Position } from "./locate.ts";
import { parsePlain, plainLocator } from "./plain.ts";
import { problemsError } from "./problem.ts";

/** A parsed YAML text that still knows where each value stands. */
export interface YamlSource {
  readonly file: string;
  /** Plain data: objects, arrays, strings, numbers, booleans, null. Dates stay strings. */
  readonly value: unknown;
  /** Where the value at the path starts; of its nearest enclosing value when it is not there. */
  at(path: readonly PropertyKey[]): Position;
  /** Where the last part of the path is written as a key. */
  keyAt(path: readonly PropertyKey[]): Position;
}

/** Texts longer than this are refused before parsing, in characters. */
const maximumLength = 16 * 1024 * 1024;
const maximumAliases = 100;

type Refuse = (code: string, message: string, offset: number, next: string) => never;

/**
 * Parses one YAML 1.2 document (core schema: no dates, no merge keys, no custom tags).
 *
 * @param file Named in errors, as the person knows it.
 * @throws InputError `yaml-syntax`, `duplicate-key`, `yaml-alias-bomb`, `yaml-too-large`, `yaml-key`, with position.
 */
export function openYaml(text: string, file: string): YamlSource {
  const plain = text.length > maximumLength ? null : parsePlain(text);
  return plain === null ? openYamlFully(text, file) : { file, value: plain.value, ...plainLocator(text) };
}

/** The same by the full parser alone, which decides what `parsePlain` leaves. */
export function openYamlFully(text: string, file: string): YamlSource {
  const { lines, refuse } = opening(text, file);
  return opened(parseDocument(text, { lineCounter: lines, ...strict }), { file, lines, refuse });
}

/**
 * The same for a file that holds several documents between `---`; empty ones are left out. Positions are the file's.
 *
 * @throws as `openYaml`, at the first fault.
 */
export function openYamlDocuments(text: string, file: string): YamlSource[] {
  const { lines, refuse } = opening(text, file);
  const documents = parseAllDocuments(text, { lineCounter: lines, ...strict }) as unknown as readonly Document[];
  return documents
    .filter((document) => document.contents !== null || document.errors.length > 0)
    .map((document) => opened(document, { file, lines, refuse }));
}

const strict = {
  prettyErrors: false,
  schema: "core",
  resolveKnownTags: false,
  merge: false,
  uniqueKeys: true,
  logLevel: "error",
} as const;

function opening(text: string, file: string): Pick<Opening, "lines" | "refuse"> {
  const lines = new LineCounter();
  const refuse: Refuse = (code, message, offset, next) => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    throw problemsError([{ code, message, file, line: Math.max(1, line), column: Math.max(1, col), field: "", next }]);
  };
  if (text.length > maximumLength)
    refuse("yaml-too-large", `${text.length} characters, at most ${maximumLength} are read`, 0, "split the file");
  return { lines, refuse };
}

interface Opening {
  readonly file: string;
  readonly lines: LineCounter;
  readonly refuse: Refuse;
}

function opened(document: Document, { file, lines, refuse }: Opening): YamlSource {
  refuseFaults(document, refuse);
  refuseKeys(document, refuse);
  return { file, value: plain(document, refuse), ...locator(document, lines) };
}

function refuseFaults(document: Document, refuse: Refuse): void {
  const fault = document.errors[0] ?? document.warnings[0];
  if (!fault) return;
  if (fault.code === "DUPLICATE_KEY")
    refuse("duplicate-key", "this key stands twice in the same mapping", fault.pos[0], "remove one of the two");
  const tooDeep = fault.code === "RESOURCE_EXHAUSTION";
  const message = tooDeep ? "nested too deeply" : fault.message.split("\n", 1)[0]!.trim();
  refuse("yaml-syntax", message, fault.pos[0], tooDeep ? "flatten the file" : "mend the YAML here");
}

/** `__proto__` would vanish in plain objects, `<<` reads like a merge that YAML 1.2 does not have. */
function refuseKeys(document: Document, refuse: Refuse): void {
  visit(document, {
    Pair(_, pair) {
      const key = pair.key as Node | null;
      if (!isScalar(key) || key.value === null || typeof key.value === "object")
        refuse("yaml-key", "a key must be a plain word", key?.range?.[0] ?? 0, "write the key as a plain word");
      else if (key.value === "__proto__" || key.value === "<<")
        refuse("yaml-key", `${key.value} is not allowed as a key`, key.range?.[0] ?? 0, "remove this key");
    },
  });
}

function plain(document: Document, refuse: Refuse): unknown {
  try {
    return document.toJS({ maxAliasCount: maximumAliases });
  } catch (error) {
    let alias = 0;
    visit(document, {
      Alias(_, node) {
        alias = node.range?.[0] ?? 0;
        return visit.BREAK;
      },
    });
    if (error instanceof RangeError) return refuse("yaml-syntax", "nested too deeply", 0, "flatten the file");
    if (!(error instanceof ReferenceError)) throw error;
    if (error.message.startsWith("Unresolved"))
      return refuse("yaml-syntax", "an alias (*name) without its anchor (&name)", alias, "define the anchor before");
    return refuse("yaml-alias-bomb", `aliases expand more than ${maximumAliases} times`, alias, "write the values out");
  }
}
