import { InputError } from "../errors/index.ts";
import { jsonPlace } from "../text/index.ts";
import { plainHyphens } from "./ticket.ts";

const approving = "FREEZE-APPROVED";

/** The label that approves a merge in a freeze, as it was typed (U+2010, U+2011 or U+002D), or null. */
export function approvingLabel(labels: readonly string[]): string | null {
  return labels.find((label) => plainHyphens(label) === approving) ?? null;
}

/**
 * Names of labels given as GitHub's label objects, as strings or as null (no labels), mixed at will.
 *
 * @throws InputError `labels-invalid`, naming the element that is neither.
 */
export function labelNames(given: unknown): string[] {
  if (given === null || given === undefined) return [];
  if (!Array.isArray(given)) throw invalid("labels", "must be a list of label names or label objects");
  return given.map((label: unknown, index) => {
    if (typeof label === "string") return label;
    const name = typeof label === "object" && label !== null ? (label as { name?: unknown }).name : undefined;
    if (typeof name !== "string") throw invalid(`labels[${index}]`, "must be a string or an object with a name");
    return name;
  });
}

/**
 * The same from JSON text. Empty text is not JSON: an empty shell variable must not read as "no labels given".
 *
 * @throws InputError `labels-invalid` with the parser's words.
 */
export function parseLabels(json: string): string[] {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch (cause) {
    const { message } = cause as Error;
    throw new InputError("labels-invalid", `labels are not JSON: ${message}`, {
      file: "--labels",
      ...jsonPlace(json, message),
      field: "labels",
      next: 'pass them through the environment: env: {LABELS: toJson(…)} and --labels "$LABELS"',
      cause,
    });
  }
  return labelNames(given);
}

function invalid(field: string, what: string): InputError {
  return new InputError("labels-invalid", `${field} ${what}`, { field, next: 'pass ["FREEZE-APPROVED"], or null' });
}
