import type { Rule } from "../rule.ts";

/** Names that every language and wire format can carry. */
export const fieldName: Rule = {
  id: "field-name",
  level: "warning",
  summary: "Names are letters, digits and _, so that every language and wire format can carry them.",
  run: ({ fields }) =>
    fields.flatMap(({ field: { name }, path }) =>
      /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
        ? []
        : [{ path: [...path, "name"], message: `${JSON.stringify(name)} is more than letters, digits and _` }],
    ),
};
