import type { z } from "zod";
import { explain } from "./explain.ts";
import { openYaml, type YamlSource } from "./open.ts";
import { type Problem, problemsError } from "./problem.ts";

export { nearest } from "../../core/text/index.ts";
export type { Position } from "./locate.ts";
export { openYaml, openYamlDocuments, type YamlSource } from "./open.ts";
export { fieldName, type Problem, problemsError } from "./problem.ts";

export type YamlOutcome<T> =
  | { readonly ok: true; readonly value: T; readonly source: YamlSource }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Parses YAML that a person wrote and checks it. Objects of the schema should be strict, so that a mistyped key is
 * found; its own checks may name a code and what to do: `addIssue({code: "custom", path, message, params: {code, next}})`.
 *
 * @param file Named in errors, as the person knows it.
 * @throws InputError at the first problem, with line, column, field and next.
 */
export function parseYamlFile<S extends z.ZodType>(text: string, file: string, schema: S): z.output<S> {
  const outcome = checkYaml(openYaml(text, file), schema);
  if (!outcome.ok) throw problemsError(outcome.problems);
  return outcome.value;
}

/** The same for a text that is already open; gives all problems instead of throwing. */
export function checkYaml<S extends z.ZodType>(source: YamlSource, schema: S): YamlOutcome<z.output<S>> {
  const parsed = schema.safeParse(source.value);
  if (parsed.success) return { ok: true, value: parsed.data, source };
  return { ok: false, problems: explain(parsed.error.issues, source, schema) };
}
