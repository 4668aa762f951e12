import { eachField, type Rule } from "../rule.ts";

/** A field that was to be gone by now. */
export const deprecatedPast: Rule = {
  id: "deprecated-past",
  level: "error",
  run: ({ contract, today }) =>
    eachField(contract.fields).flatMap(({ field: { name, deprecated }, path }) =>
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
