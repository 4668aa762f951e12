import { eachField, type Rule } from "../rule.ts";

/** Names that every language and wire format can carry. */
export const fieldName: Rule = {
  id: "field-name",
  level: "warning",
  run: ({ contract }) =>
    eachField(contract.fields).flatMap(({ field: { name }, path }) =>
      /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
        ? []
        : [{ path: [...path, "name"], message: `${JSON.stringify(name)} is more than letters, digits and _` }],
    ),
};
