import { InputError } from "../../core/errors/index.ts";

/** One thing wrong in a person's YAML file. */
export interface Problem {
  /** Stable, kebab-case: yaml-syntax, duplicate-key, unknown-key, missing-key, bad-value, or the schema's own. */
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Dotted path such as `flags[0].owner`; empty for the whole document. */
  readonly field: string;
  readonly next: string;
}

/** The first problem as an error; how many others there are stands in its message. */
export function problemsError(problems: readonly Problem[]): InputError {
  const first = problems[0];
  if (first === undefined) throw new TypeError("problemsError needs at least one problem");
  const others = problems.slice(1, 4).map((p) => `${p.line}:${p.column} ${p.field ? `${p.field}: ` : ""}${p.message}`);
  const rest = problems.length - 1 - others.length;
  const more = others.length === 0 ? "" : `; also ${others.join("; also ")}${rest > 0 ? `; and ${rest} more` : ""}`;
  return new InputError(first.code, `${first.message}${more}`, {
    file: first.file,
    line: first.line,
    column: first.column,
    field: first.field === "" ? undefined : first.field,
    next: first.next,
  });
}

/** `["flags", 0, "owner"]` → `flags[0].owner`. */
export function fieldName(path: readonly PropertyKey[]): string {
  let name = "";
  for (const part of path) {
    if (typeof part === "number") name += `[${part}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(String(part))) name += `${name === "" ? "" : "."}${String(part)}`;
    else name += `[${JSON.stringify(String(part))}]`;
  }
  return name;
}
