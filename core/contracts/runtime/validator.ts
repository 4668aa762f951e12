import { Ajv2020 } from "ajv/dist/2020.js";
import { EXTENSION } from "../formats/json-schema-read.ts";

/** Why a record does not fit; null when it does. */
export interface RecordProblem {
  /** Names and indices down to the value, joined by slashes; empty for the record. */
  readonly path: string;
  readonly text: string;
}

export interface RecordValidator<T> {
  readonly fits: (record: unknown) => record is T;
  readonly problem: (record: unknown) => RecordProblem | null;
}

/**
 * Compiles the JSON Schema of a contract (`exportContract`, or what `ig-contracts types` generates) into a function that
 * holds records against it, with Ajv. Unknown keys are let pass, as readers ignore them; formats are not checked beyond
 * the patterns of their types. How many digits a decimal has is checked where it is text.
 */
export function recordValidator<T>(schema: object): RecordValidator<T> {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false, ownProperties: true });
  ajv.addKeyword(EXTENSION);
  const validate = ajv.compile<T>(schema);
  return {
    fits: (record): record is T => validate(record),
    problem: (record) => {
      if (validate(record)) return null;
      const [first] = validate.errors ?? [];
      return { path: first?.instancePath.slice(1) ?? "", text: first?.message ?? "does not fit" };
    },
  };
}
