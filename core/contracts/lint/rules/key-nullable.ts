import type { Rule } from "../rule.ts";

export const keyNullable: Rule = {
  id: "key-nullable",
  level: "error",
  summary: "A key is never null: it would name no record.",
  run: ({ contract: { fields, keys = [] } }) =>
    keys.flatMap((key, index) =>
      fields.some(({ name, nullable }) => name === key && nullable)
        ? [{ path: ["keys", index], message: `the key ${key} may be null` }]
        : [],
    ),
};
