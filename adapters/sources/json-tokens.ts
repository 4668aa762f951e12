import { InputError } from "../../core/errors/index.ts";

export interface Token {
  /** `word` is a number, null, true, false, NaN or anything else without quotes. */
  readonly type: "{" | "}" | "[" | "]" | ":" | "," | "string" | "word";
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

const PUNCTUATION = "{}[]:,";
const MAXIMUM_TOKEN = 1024 * 1024;

/** Splits JSON text that comes in chunks into tokens with their places. */
export class JsonTokens {
  readonly #file: string;
  #line = 1;
  #column = 1;
  #first = true;
  /** A token that is not complete yet, with where it began. */
  #open: { kind: "string" | "word"; text: string; line: number; column: number; escaped: boolean } | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  get line(): number {
    return this.#line;
  }

  push(chunk: string, emit: (token: Token) => void): void {
    const text = this.#first ? chunk.replace(/^\ufeff/, "") : chunk;
    this.#first = false;
    for (let i = 0; i < text.length; i++) {
      const c = text[i]!;
      if (this.#open?.kind === "string") this.#inString(c, emit);
      else if (c === " " || c === "\t" || c === "\r" || c === "\n") this.#closeWord(emit);
      else if (PUNCTUATION.includes(c)) {
        this.#closeWord(emit);
        emit({ type: c as Token["type"], text: c, line: this.#line, column: this.#column });
      } else if (c === '"') {
        this.#closeWord(emit);
        this.#open = { kind: "string", text: c, line: this.#line, column: this.#column, escaped: false };
      } else if (this.#open) this.#open.text += c;
      else this.#open = { kind: "word", text: c, line: this.#line, column: this.#column, escaped: false };
      if (c === "\n") {
        this.#line++;
        this.#column = 1;
      } else this.#column++;
    }
    if ((this.#open?.text.length ?? 0) > MAXIMUM_TOKEN) this.#refuse("a text is too long");
  }

  end(emit: (token: Token) => void): void {
    if (this.#open?.kind === "string") this.#refuse("a text in quotes is not closed");
    this.#closeWord(emit);
  }

  #inString(c: string, emit: (token: Token) => void): void {
    const open = this.#open!;
    open.text += c;
    if (open.escaped) open.escaped = false;
    else if (c === "\\") open.escaped = true;
    else if (c === '"') {
      let text: string;
      try {
        text = JSON.parse(open.text) as string;
      } catch {
        this.#refuse("this text is not valid JSON");
      }
      this.#open = undefined;
      emit({ type: "string", text, line: open.line, column: open.column });
    }
  }

  #closeWord(emit: (token: Token) => void): void {
    if (!this.#open) return;
    const { text, line, column } = this.#open;
    this.#open = undefined;
    emit({ type: "word", text, line, column });
  }

  #refuse(message: string): never {
    const { line, column } = this.#open ?? { line: this.#line, column: this.#column };
    throw new InputError("sample-json", message, { file: this.#file, line, column, next: "mend the JSON here" });
  }
}
