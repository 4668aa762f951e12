import type { Rule } from "../rule.ts";

/** A field that was to be gone by now. */
export const deprecatedPast: Rule = {
  id: "deprecated-past",
  level: "error",
  summary: "A field is gone when its deprecation is over.",
  run: ({ fields, today }) =>
    fields.flatMap(({ field: { name, deprecated }, path }) =>
      deprecated !== undefined && deprecated.until < today
        ? [
            {
              path: [...path, "deprecated"],
              message: `${name} was deprecated until ${deprecated.until} and is still there`,
            },
          ]
        : [],
    ),
};
