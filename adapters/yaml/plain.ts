import type { Locator, Position } from "./locate.ts";

/** A value with where it starts in the text. */
export interface PlainNode {
  readonly value: unknown;
  readonly start: number;
  /** Of a mapping: each key's place and value. */
  readonly entries?: ReadonlyMap<string, { readonly key: number; readonly node: PlainNode }>;
  /** Of a list. */
  readonly items?: readonly PlainNode[];
}

/** Thrown and caught in here: the text has something that only the full parser knows. */
const UNPLAIN = Symbol("unplain");

const KEY = /[A-Za-z_][\w.-]*/y;
/** A plain scalar's characters that end nothing and begin nothing. */
const BLOCK_SCALAR = /[^\s#:,[\]{}&*!|>'"%@`?-][^\n#:]*(?:(?::(?=\S)|(?<=\S)#)[^\n#:]*)*/y;
const FLOW_SCALAR = /[^\s#:,[\]{}&*!|>'"%@`?-][^\n#:,[\]{}]*(?:(?:(?<=\S)#|:(?=[^\s,[\]{}]))[^\n#:,[\]{}]*)*/y;
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?$/;
/** What YAML's core schema takes for something else than text, in forms that are left to the full parser. */
const NUMBER_LIKE =
  /^(?:[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|0o[0-7]+|0x[\da-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const CONSTANTS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };
const CONSTANT_LIKE = /^(?:true|True|TRUE|false|False|FALSE|null|Null|NULL|~)$/;

/**
 * Parses the YAML that people write most: mappings, lists, words, numbers, quotes on one line, comments. Twenty times as
 * fast as the full parser, which a registry of thousands of contracts needs. Null for everything else, mistakes
 * included: the full parser then decides and explains. Held against it by a property test.
 */
export function parsePlain(text: string): PlainNode | null {
  if (/[\t\r\u0085\u2028\u2029\uFEFF]/.test(text)) return null;
  try {
    return new Plain(text).document();
  } catch (error) {
    if (error === UNPLAIN) return null;
    throw error;
  }
}

class Plain {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): PlainNode {
    const indent = this.#nextLine();
    if (indent !== 0) throw UNPLAIN;
    const node = this.#block(0);
    if (this.#at < this.#text.length) throw UNPLAIN;
    return node;
  }

  /** Goes to the next line that holds something; its indentation, or -1 at the end. */
  #nextLine(): number {
    for (;;) {
      const start = this.#at;
      while (this.#text[this.#at] === " ") this.#at++;
      const char = this.#text[this.#at];
      if (char === undefined) return -1;
      if (char !== "\n" && char !== "#") return this.#at - start;
      if (char === "#") this.#comment();
      this.#at++;
      if (this.#at > this.#text.length) return -1;
    }
  }

  #comment(): void {
    const end = this.#text.indexOf("\n", this.#at);
    this.#at = end === -1 ? this.#text.length : end;
  }

  /** After a value: blanks, a comment, and the line's end. */
  #endOfLine(): void {
    const before = this.#at;
    while (this.#text[this.#at] === " ") this.#at++;
    if (this.#text[this.#at] === "#" && this.#at > before) this.#comment();
    if (this.#at < this.#text.length && this.#text[this.#at] !== "\n") throw UNPLAIN;
    if (this.#at < this.#text.length) this.#at++;
  }

  /** A mapping or list whose first line begins here, at this indentation. */
  #block(indent: number): PlainNode {
    if (++this.#depth > 60) throw UNPLAIN;
    const node = this.#dash() ? this.#list(indent) : this.#mapping(indent);
    this.#depth--;
    return node;
  }

  #dash(): boolean {
    return this.#text[this.#at] === "-" && this.#text[this.#at + 1] === " ";
  }

  #list(indent: number): PlainNode {
    const start = this.#at;
    const items: PlainNode[] = [];
    for (;;) {
      const dash = this.#at;
      this.#at += 2;
      while (this.#text[this.#at] === " ") this.#at++;
      // What begins behind a dash is indented as deep as it stands there.
      items.push(this.#isKey() ? this.#block(indent + this.#at - dash) : this.#inline());
      const more = this.#continues(indent);
      if (more && this.#dash()) continue;
      // A key at this indentation belongs to the mapping around, if to any.
      if (more) this.#at -= indent;
      return { value: items.map(({ value }) => value), start, items };
    }
  }

  #mapping(indent: number): PlainNode {
    const start = this.#at;
    const value: Record<string, unknown> = {};
    const entries = new Map<string, { key: number; node: PlainNode }>();
    do {
      const key = this.#at;
      const name = this.#key();
      if (entries.has(name) || name === "__proto__") throw UNPLAIN;
      const node = this.#after(indent);
      entries.set(name, { key, node });
      value[name] = node.value;
    } while (this.#continues(indent));
    return { value, start, entries };
  }

  /** The value of a key: on its line, or below it. */
  #after(indent: number): PlainNode {
    while (this.#text[this.#at] === " ") this.#at++;
    const char = this.#text[this.#at];
    if (char !== "\n" && char !== "#") return this.#inline();
    this.#endOfLine();
    const line = this.#at;
    const deeper = this.#nextLine();
    if (deeper < indent || (deeper === indent && !this.#dash())) throw UNPLAIN;
    if (this.#at - deeper < line) throw UNPLAIN;
    return this.#dash() || this.#isKey() ? this.#block(deeper) : this.#unplain();
  }

  /** Whether the next line is another entry at this indentation; stays before a line that belongs further out. */
  #continues(indent: number): boolean {
    const back = this.#at;
    const next = this.#nextLine();
    if (next === indent) return true;
    if (next > indent) throw UNPLAIN;
    this.#at = next === -1 ? this.#text.length : back;
    return false;
  }

  #isKey(): boolean {
    KEY.lastIndex = this.#at;
    const match = KEY.exec(this.#text);
    if (match === null) return false;
    const after = this.#text[this.#at + match[0].length];
    const next = this.#text[this.#at + match[0].length + 1];
    return after === ":" && (next === " " || next === "\n" || next === undefined);
  }

  #key(): string {
    if (!this.#isKey()) throw UNPLAIN;
    const name = this.#word(KEY);
    if (NUMBER_LIKE.test(name) || CONSTANT_LIKE.test(name)) throw UNPLAIN;
    this.#at++;
    return name;
  }

  #word(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) throw UNPLAIN;
    this.#at += match[0].length;
    return match[0];
  }

  /** A value on one line, and the line's end. */
  #inline(): PlainNode {
    const node = this.#value(BLOCK_SCALAR);
    this.#endOfLine();
    return node;
  }

  #value(pattern: RegExp): PlainNode {
    const start = this.#at;
    const char = this.#text[start];
    if (char === "{") return this.#flowMapping();
    if (char === "[") return this.#flowList();
    if (char === '"' || char === "'") return { value: this.#quoted(char), start };
    if (char === "-" && !/\d/.test(this.#text[start + 1] ?? "")) throw UNPLAIN;
    if (char === "-") this.#at++;
    const word = `${char === "-" ? "-" : ""}${this.#word(pattern)}`;
    const trimmed = word.trimEnd();
    this.#at -= word.length - trimmed.length;
    return { value: this.#scalar(trimmed), start };
  }

  #scalar(word: string): unknown {
    if (Object.hasOwn(CONSTANTS, word)) return CONSTANTS[word];
    if (NUMBER.test(word) && word !== "-0") return Number(word);
    if (NUMBER_LIKE.test(word) || CONSTANT_LIKE.test(word)) throw UNPLAIN;
    return word;
  }

  #quoted(quote: string): string {
    const end = this.#text.indexOf(quote, this.#at + 1);
    const inner = this.#text.slice(this.#at + 1, end);
    if (end === -1 || inner.includes("\n") || inner.includes("\\") || this.#text[end + 1] === quote) throw UNPLAIN;
    this.#at = end + 1;
    return inner;
  }

  #flowMapping(): PlainNode {
    const start = this.#at++;
    const value: Record<string, unknown> = {};
    const entries = new Map<string, { key: number; node: PlainNode }>();
    this.#flow("}", () => {
      const key = this.#at;
      const name = this.#key();
      if (entries.has(name) || name === "__proto__" || this.#text[this.#at] !== " ") throw UNPLAIN;
      this.#blanks();
      const node = this.#value(FLOW_SCALAR);
      entries.set(name, { key, node });
      value[name] = node.value;
    });
    return { value, start, entries };
  }

  #flowList(): PlainNode {
    const start = this.#at++;
    const items: PlainNode[] = [];
    this.#flow("]", () => {
      if (this.#isKey()) throw UNPLAIN;
      items.push(this.#value(FLOW_SCALAR));
    });
    return { value: items.map(({ value }) => value), start, items };
  }

  /** Entries with commas between, on one line, up to the closing bracket. */
  #flow(close: string, entry: () => void): void {
    if (++this.#depth > 60) throw UNPLAIN;
    this.#blanks();
    while (this.#text[this.#at] !== close) {
      entry();
      this.#blanks();
      if (this.#text[this.#at] === ",") {
        this.#at++;
        this.#blanks();
      } else if (this.#text[this.#at] !== close) throw UNPLAIN;
    }
    this.#at++;
    this.#depth--;
  }

  #blanks(): void {
    while (this.#text[this.#at] === " ") this.#at++;
  }

  #unplain(): never {
    throw UNPLAIN;
  }
}

/**
 * Finds where the values of a plainly parsed text stand in it; as `locator` does for the full parser. The text is parsed
 * again for the first place that is asked for: most are never asked, and thousands of trees would fill the memory.
 */
export function plainLocator(text: string): Locator {
  let parsed: PlainNode | undefined;
  let breaks: number[] | undefined;
  const position = (offset: number): Position => {
    breaks ??= [...text.matchAll(/\n/g)].map(({ index }) => index);
    const line = countBelow(breaks, offset);
    return { line: line + 1, column: offset - (line === 0 ? -1 : breaks[line - 1]!) };
  };
  const descend = (path: readonly PropertyKey[]): { start: number; key: number | undefined } => {
    parsed ??= parsePlain(text)!;
    let node = parsed;
    let key: number | undefined;
    for (const part of path) {
      const entry = node.entries?.get(String(part));
      const item = typeof part === "number" ? node.items?.[part] : undefined;
      if (entry !== undefined) {
        key = entry.key;
        node = entry.node;
      } else if (item !== undefined) {
        key = undefined;
        node = item;
      } else break;
    }
    return { start: node.start, key };
  };
  return {
    at: (path) => position(descend(path).start),
    keyAt: (path) => {
      const { start, key } = descend(path);
      return position(key ?? start);
    },
  };
}

/** How many of the sorted numbers lie below. */
function countBelow(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
