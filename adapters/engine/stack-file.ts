import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Document, LineCounter, parseDocument } from "yaml";
import { InputError } from "../../core/errors/index.ts";
import { writeFileAtomic } from "../files/atomic.ts";

/**
 * `Pulumi.<stack>.yaml`, edited in place: a person's comments and order stay, only the driver's sections change.
 * The CLI's own `config set` costs a process a call and rewrites the file.
 */
export class StackFile {
  readonly path: string;
  readonly #document: Document;
  readonly #namespace: string;

  private constructor(path: string, document: Document, namespace: string) {
    this.path = path;
    this.#document = document;
    this.#namespace = namespace;
  }

  get name(): string {
    return basename(this.path);
  }

  /** @throws InputError `stack-file-missing` or `stack-file-malformed` with line and column. */
  static read(projectDir: string, stack: string, namespace: string): StackFile {
    const path = join(projectDir, `Pulumi.${stack}.yaml`);
    let text: string;
    try {
      text = readFileSync(path, "utf8");
    } catch (cause) {
      throw new InputError("stack-file-missing", `there is no ${basename(path)}`, {
        file: path,
        next: `pulumi stack init ${stack}, then set the config keys of Pulumi.yaml`,
        cause,
      });
    }
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
    const problem = document.errors[0];
    if (problem) {
      const at = lines.linePos(problem.pos[0]);
      throw new InputError("stack-file-malformed", problem.message.split("\n")[0]!, {
        file: path,
        line: at.line,
        column: at.col,
        next: `mend ${basename(path)}; nothing was changed`,
      });
    }
    return new StackFile(path, document, namespace);
  }

  /** The sections of the project's namespace, plain. Secret values stay as they are in the file, encrypted. */
  sections(): Record<string, unknown> {
    const config = (this.#document.toJS() as { config?: Record<string, unknown> } | null)?.config ?? {};
    const prefix = `${this.#namespace}:`;
    return Object.fromEntries(
      Object.entries(config)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => [key.slice(prefix.length), value]),
    );
  }

  /** Replaces whole sections (undefined removes one) and writes the file atomically and durably. */
  write(sections: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(sections)) {
      const path = ["config", `${this.#namespace}:${name}`];
      if (value === undefined) this.#document.deleteIn(path);
      else this.#document.setIn(path, this.#document.createNode(value));
    }
    writeFileAtomic(this.path, this.#document.toString());
  }
}
