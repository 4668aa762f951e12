import { freezeRulesetSchema } from "../../documents/freeze-ruleset.ts";
import { checkRepository, rulesetFile, shippedRuleset } from "../../freeze/ruleset.ts";
import type { Command } from "../command.ts";

/** Shows the ruleset that makes the freeze check required, or checks a repository's own rulesets against it. */
export const command: Command = {
  example: "maestro freeze ruleset --check --repository acme/shop",
  declare: (leaf) => {
    leaf
      .option("--check", "ask GitHub whether the check binds the branch; needs GITHUB_TOKEN")
      .option("--repository <owner/name>", "the repository; GITHUB_REPOSITORY when left out")
      .option("--branch <name>", "the branch; the default branch when left out");
  },
  run: async (context, _args, options) => {
    if (options.check !== true) {
      const ruleset = shippedRuleset();
      const document = freezeRulesetSchema.parse({
        file: rulesetFile,
        ruleset,
        branch: null,
        rulesets: [],
        findings: [],
      });
      return { exitCode: 0, document, text: JSON.stringify(ruleset, null, 2) };
    }
    const checked = await checkRepository(context, options);
    const { branch, rulesets, findings } = checked;
    const text =
      findings.length === 0
        ? `${branch} cannot be merged to past the freeze check (${rulesets.join(", ")})`
        : findings.map(({ code, text, next }) => `${code}: ${text}\n  next: ${next}`).join("\n");
    return {
      exitCode: findings.length > 0 ? 1 : 0,
      document: freezeRulesetSchema.parse({ file: rulesetFile, ruleset: null, ...checked }),
      text,
    };
  },
};
