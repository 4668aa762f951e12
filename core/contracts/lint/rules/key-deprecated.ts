import type { Rule } from "../rule.ts";

export const keyDeprecated: Rule = {
  id: "key-deprecated",
  level: "warning",
  summary: "A key is not about to go away.",
  run: ({ contract: { fields, keys = [] } }) =>
    keys.flatMap((key, index) => {
      const field = fields.find(({ name }) => name === key);
      return field?.deprecated === undefined
        ? []
        : [{ path: ["keys", index], message: `the key ${key} goes away after ${field.deprecated.until}` }];
    }),
};
