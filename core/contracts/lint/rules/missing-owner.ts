import type { Rule } from "../rule.ts";

export const missingOwner: Rule = {
  id: "missing-owner",
  level: "warning",
  summary: "Every contract has an owner.",
  run: ({ contract }) =>
    contract.owner === undefined
      ? [{ path: ["entity"], message: `${contract.entity} has no owner: nobody can sign off a breaking change` }]
      : [],
};
