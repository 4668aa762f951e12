import type { Rule } from "../rule.ts";

export const piiPublic: Rule = {
  id: "pii-public",
  level: "error",
  summary: "Personal data is not classified public.",
  run: ({ fields }) =>
    fields.flatMap(({ field, path }) =>
      field.pii && field.classification === "public"
        ? [{ path: [...path, "classification"], message: `${field.name} is personal data and classified public` }]
        : [],
    ),
};
