import { InputError } from "../../core/errors/index.ts";
import { Columns, type SampleFile, type Sink } from "./columns.ts";
import { JsonTokens, type Token } from "./json-tokens.ts";

/**
 * Reads JSON samples, `{"<metric>": [number | null, …]}`, from chunks of text in bounded memory. NaN, as Python writes it,
 * is a missing value.
 *
 * @param wanted Members that are metrics; null for all.
 * @throws InputError with line and column on anything else: text among numbers, infinities, duplicate names, nesting.
 */
export async function readJson(
  chunks: AsyncIterable<string>,
  file: string,
  wanted: ReadonlySet<string> | null,
): Promise<SampleFile> {
  const columns = new Columns(wanted);
  const reader = new Reader(file, columns);
  const tokens = new JsonTokens(file);
  for await (const chunk of chunks) tokens.push(chunk, (token) => reader.take(token));
  tokens.end((token) => reader.take(token));
  reader.end(tokens.line);
  return columns.finish();
}

type State =
  | "start"
  | "name-or-end"
  | "name"
  | "colon"
  | "array"
  | "value-or-end"
  | "value"
  | "after-value"
  | "after-array"
  | "done";

class Reader {
  #state: State = "start";
  #name = "";
  #sink: Sink | undefined;
  readonly #seen = new Set<string>();
  readonly #file: string;
  readonly #columns: Columns;

  constructor(file: string, columns: Columns) {
    this.#file = file;
    this.#columns = columns;
  }

  take(token: Token): void {
    this.#state = this.#next(token);
  }

  #next(token: Token): State {
    switch (this.#state) {
      case "start":
        return this.#expect(token, "{", "name-or-end", 'an object {"<metric>": [numbers]}');
      case "name-or-end":
        if (token.type === "}") return "done";
        return this.#open(token);
      case "name":
        return this.#open(token);
      case "colon":
        return this.#expect(token, ":", "array", "a colon");
      case "array":
        return this.#expect(token, "[", "value-or-end", "a list of numbers");
      case "value-or-end":
        if (token.type === "]") return "after-array";
        return this.#value(token);
      case "value":
        return this.#value(token);
      case "after-value":
        if (token.type === ",") return "value";
        return this.#expect(token, "]", "after-array", "a comma or the list's end");
      case "after-array":
        if (token.type === ",") return "name";
        return this.#expect(token, "}", "done", "a comma or the object's end");
      case "done":
        return this.#refuse(token, "sample-json", "the file goes on after its end");
    }
  }

  end(line: number): void {
    if (this.#state === "done") return;
    throw new InputError("sample-json", "the file ends too early", {
      file: this.#file,
      line,
      field: this.#name,
      next: "is it complete?",
    });
  }

  #expect(token: Token, type: Token["type"], next: State, wanted: string): State {
    if (token.type !== type)
      this.#refuse(token, "sample-json", `${JSON.stringify(token.text)} stands where ${wanted} should`);
    return next;
  }

  #open(token: Token): State {
    if (token.type !== "string") this.#refuse(token, "sample-json", "a metric's name in quotes should stand here");
    this.#name = token.text;
    if (this.#seen.has(token.text))
      this.#refuse(token, "duplicate-column", `the metric ${JSON.stringify(token.text)} stands twice`);
    this.#seen.add(token.text);
    this.#sink = this.#columns.open(token.text);
    return "colon";
  }

  #value(token: Token): State {
    const isTime = this.#sink !== undefined && !this.#columns.has(this.#name);
    if (token.type === "string" && !isTime && this.#sink)
      this.#refuse(token, "sample-not-a-number", `${JSON.stringify(token.text)} is text in a list of numbers`);
    if (token.type !== "word" && token.type !== "string")
      this.#refuse(token, "sample-json", `${JSON.stringify(token.text)} stands where a number or null should`);
    if (this.#sink) {
      const { line, column } = token;
      this.#sink(token.text, { file: this.#file, line, column, field: this.#name });
    }
    return "after-value";
  }

  #refuse(token: Token, code: string, message: string): never {
    const { line, column } = token;
    throw new InputError(code, message, {
      file: this.#file,
      line,
      column,
      field: this.#name === "" ? undefined : this.#name,
      next: 'write {"<metric>": [number or null, …]}',
    });
  }
}
