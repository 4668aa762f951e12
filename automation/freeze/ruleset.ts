import { readFileSync } from "node:fs";
import { join } from "node:path";
import { askGitHub, type GitHub } from "../../adapters/github/api.ts";
import { packageRoot } from "../../adapters/toolchain/index.ts";
import { InputError, OutsideError } from "../../core/errors/index.ts";
import { checkRulesets, type Ruleset, type RulesetFinding, rulesetSchema } from "../../core/freeze/index.ts";
import type { CommandContext } from "../cli/command.ts";

export const rulesetFile = ".github/rulesets/main.json";

/** The ruleset to import. */
export function shippedRuleset(): Ruleset {
  return rulesetSchema.parse(JSON.parse(readFileSync(join(packageRoot(), rulesetFile), "utf8")));
}

/**
 * What keeps the freeze check from binding the default branch of a repository, by GitHub's own word.
 * @throws InputError `option-missing`, `environment-missing`; OutsideError `github-failed`
 */
export async function checkRepository(
  context: CommandContext,
  options: Readonly<Record<string, unknown>>,
): Promise<{ branch: string; rulesets: string[]; findings: RulesetFinding[] }> {
  const github = githubOf(context, options);
  const repository = (await askGitHub(github, "")) as { default_branch?: unknown };
  const branch = String(options.branch ?? repository.default_branch ?? "main");
  const listed = await askGitHub(github, "rulesets");
  if (!Array.isArray(listed)) throw shape("rulesets");
  const rulesets: Ruleset[] = [];
  for (const { id } of listed as { id?: unknown }[]) {
    // The list has neither rules nor bypass actors.
    const parsed = rulesetSchema.safeParse(await askGitHub(github, `rulesets/${Number(id)}`));
    if (!parsed.success) throw shape(`rulesets/${Number(id)}`);
    rulesets.push(parsed.data);
  }
  const findings = checkRulesets(rulesets, branch, branch === repository.default_branch);
  return { branch, rulesets: rulesets.map(({ name }) => name), findings };
}

function githubOf({ env }: CommandContext, options: Readonly<Record<string, unknown>>): GitHub {
  const repository = options.repository ?? env.GITHUB_REPOSITORY;
  if (typeof repository !== "string" || !/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw new InputError("option-missing", "which repository?", {
      field: "--repository",
      next: "add --repository owner/name",
    });
  const token = env.GITHUB_TOKEN ?? env.GH_TOKEN;
  if (!token)
    throw new InputError("environment-missing", "GITHUB_TOKEN is not set", {
      field: "GITHUB_TOKEN",
      next: "GITHUB_TOKEN=$(gh auth token) maestro freeze ruleset --check",
    });
  return { apiUrl: env.GITHUB_API_URL ?? "https://api.github.com", repository, token };
}

function shape(path: string): OutsideError {
  return new OutsideError("github-failed", `GitHub's ${path} is not of the documented shape`, {
    next: "check GITHUB_API_URL",
  });
}
