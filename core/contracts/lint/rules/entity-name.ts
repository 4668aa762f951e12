import type { Rule } from "../rule.ts";

export const entityName: Rule = {
  id: "entity-name",
  level: "warning",
  summary: "An entity's name is letters, digits, _, - and dots, so that it can name files, topics and tables.",
  run: ({ contract: { entity } }) =>
    /^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)*$/.test(entity)
      ? []
      : [{ path: ["entity"], message: `${JSON.stringify(entity)} is more than letters, digits, _, - and dots` }],
};
