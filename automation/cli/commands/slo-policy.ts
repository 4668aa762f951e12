import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { writeFileAtomic } from "../../../adapters/files/atomic.ts";
import { judgeErrorBudget, readPolicyState } from "../../../adapters/policy/index.ts";
import { InputError } from "../../../core/errors/index.ts";
import { budgetText, policyMarkdown } from "../../../core/slo/index.ts";
import { sloPolicySchema } from "../../documents/slo.ts";
import type { Command } from "../command.ts";

/** Renders the error-budget policy with its approvals: 0, 3 while approvals are missing; with --service its verdict too. */
export const command: Command = {
  example: "maestro slo policy --out reports/error-budget-policy.md",
  declare: (leaf) => {
    leaf
      .option("--service <name>", "say also what it says of a release of this service now: 1 no, 3 held")
      .option("--environment <name>", "where the release goes", "production")
      .option("--out <file>", "write the document");
  },
  run: async (context, _args, options) => {
    const state = await readPolicyState(context.cwd, context.now());
    if (state === null)
      throw new InputError("policy-missing", "slo/*.yaml has no ErrorBudgetPolicy", {
        file: "slo",
        next: "write one: kind: ErrorBudgetPolicy, see docs/guides/slo-debt.md",
      });
    const { service, environment, out } = options as Record<string, string | undefined>;
    const config = { service, environment };
    const decision =
      service === undefined ? null : await judgeErrorBudget(context.cwd, { stack: "", config }, context.now());
    const markdown = policyMarkdown(state);
    const files: string[] = [];
    if (out !== undefined) {
      const file = resolve(context.cwd, out);
      mkdirSync(dirname(file), { recursive: true });
      writeFileAtomic(file, markdown);
      files.push(file);
    }
    const { policy, digest, approvals, missing } = state;
    const document = sloPolicySchema.parse({
      name: policy.name,
      owner: policy.owner,
      digest,
      approvals,
      missing,
      decision,
      markdown,
      files,
    });
    const verdict = decision && `${service}: ${decision.decision} (${decision.rule})`;
    const text = [markdown.trimEnd(), ...(verdict ? [verdict, budgetText(decision!)] : []), ...files]
      .filter((line) => line !== "")
      .join("\n");
    const exitCode = decision?.decision === "deny" ? 1 : decision?.decision === "hold" || missing.length > 0 ? 3 : 0;
    return { exitCode, document, text };
  },
};
