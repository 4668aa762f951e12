import type { Rule } from "../rule.ts";

export const requiredDeprecated: Rule = {
  id: "required-deprecated",
  level: "warning",
  summary: "A field that goes away is no longer required, so that it can.",
  run: ({ fields, contract }) =>
    fields.flatMap(({ field: { name, required, deprecated }, path }) =>
      required && deprecated !== undefined && !contract.keys?.includes(name)
        ? [{ path: [...path, "deprecated"], message: `${name} goes away and is still required` }]
        : [],
    ),
};
