import * as z from "zod";

/** What `freeze ruleset` prints. */
export const freezeRulesetSchema = z.looseObject({
  file: z.string().describe("the ruleset to import, below the package"),
  ruleset: z.looseObject({}).nullable().describe("its content; null with --check"),
  branch: z.string().nullable().describe("the branch that was checked"),
  rulesets: z.array(z.string()).describe("the repository's rulesets"),
  findings: z.array(
    z.looseObject({
      code: z.string(),
      ruleset: z.string().nullable(),
      text: z.string(),
      next: z.string(),
    }),
  ),
});
