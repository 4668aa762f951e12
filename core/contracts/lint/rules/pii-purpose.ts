import type { Rule } from "../rule.ts";

/** Purpose limitation: personal data is kept for something that was said. */
export const piiPurpose: Rule = {
  id: "pii-purpose",
  level: "error",
  summary: "Personal data has a purpose.",
  run: ({ contract, fields }) =>
    fields.flatMap(({ field, path }) =>
      field.pii && field.purpose === undefined && contract.purpose === undefined
        ? [{ path: [...path, "pii"], message: `${field.name} is personal data without a purpose` }]
        : [],
    ),
};
