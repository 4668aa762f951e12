import { eachField, type Rule } from "../rule.ts";

export const piiPublic: Rule = {
  id: "pii-public",
  level: "error",
  run: ({ contract }) =>
    eachField(contract.fields).flatMap(({ field, path }) =>
      field.pii && field.classification === "public"
        ? [{ path: [...path, "classification"], message: `${field.name} is personal data and classified public` }]
        : [],
    ),
};
