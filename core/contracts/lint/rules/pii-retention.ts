import type { Rule } from "../rule.ts";

/** Storage limitation: personal data ends at a time that was said. */
export const piiRetention: Rule = {
  id: "pii-retention",
  level: "error",
  summary: "Personal data has a retention.",
  run: ({ contract, fields }) =>
    fields.flatMap(({ field, path }) =>
      field.pii && field.retention === undefined && contract.retention === undefined
        ? [{ path: [...path, "pii"], message: `${field.name} is personal data without a retention` }]
        : [],
    ),
};
