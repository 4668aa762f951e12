import { InputError } from "../errors/index.ts";
import { nearest } from "../text/index.ts";
import { escapeMarkdown } from "./markdown.ts";

export interface Filled {
  readonly text: string;
  /** Placeholders that are known but have no value this time; they stand as blanks. */
  readonly open: readonly string[];
}

/**
 * Fills `{{name}}` in a Markdown template. Nothing else is interpreted: no conditions, no loops, no HTML. A value is
 * escaped, so that it stays text.
 *
 * @param file named in errors
 * @param values name → value; null: known, but there is none this time
 * @throws InputError `placeholder-unknown` or `placeholder-malformed` with line and column
 */
export function fillTemplate(template: string, file: string, values: Readonly<Record<string, string | null>>): Filled {
  const open = new Set<string>();
  const text = template.replace(
    /\{\{([^{}\n]*)\}\}|\{\{|\}\}/g,
    (all: string, inner: string | undefined, offset: number) => {
      const refuse = (code: string, message: string, next: string): never => {
        const before = template.slice(0, offset).split("\n");
        throw new InputError(code, message, {
          file,
          line: before.length,
          column: before.at(-1)!.length + 1,
          field: inner?.trim(),
          next,
        });
      };
      if (inner === undefined)
        return refuse("placeholder-malformed", `${all} without its other half on this line`, "write {{name}}");
      const name = inner.trim();
      if (!Object.hasOwn(values, name)) {
        const near = nearest(name, Object.keys(values));
        return refuse(
          "placeholder-unknown",
          `{{${name}}} is no placeholder`,
          near ? `write {{${near}}}` : `use one of: ${Object.keys(values).join(", ")}`,
        );
      }
      const value = values[name];
      if (value !== null && value !== undefined && value !== "") return escapeMarkdown(value);
      open.add(name);
      return "`________`";
    },
  );
  return { text, open: [...open] };
}
