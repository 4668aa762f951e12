import * as z from "zod";

/** What GitHub's API says of a repository ruleset, as far as it matters here. */
export const rulesetSchema = z.looseObject({
  id: z.number().optional(),
  name: z.string(),
  target: z.string().optional(),
  enforcement: z.string(),
  conditions: z
    .looseObject({ ref_name: z.looseObject({ include: z.array(z.string()), exclude: z.array(z.string()) }).optional() })
    .nullish(),
  bypass_actors: z
    .array(
      z.looseObject({ actor_id: z.number().nullish(), actor_type: z.string(), bypass_mode: z.string().optional() }),
    )
    .optional(),
  rules: z.array(z.looseObject({ type: z.string(), parameters: z.looseObject({}).optional() })).default([]),
});
export type Ruleset = z.output<typeof rulesetSchema>;

export type RulesetFindingCode =
  | "no-ruleset"
  | "check-not-required"
  | "check-from-anybody"
  | "check-not-strict"
  | "bypass-actor"
  | "bypass-not-shown"
  | "branch-excluded"
  | "no-pull-request"
  | "no-code-owner-review"
  | "stale-reviews-kept"
  | "last-pusher-may-approve"
  | "force-push-allowed"
  | "deletion-allowed";

export interface RulesetFinding {
  readonly code: RulesetFindingCode;
  /** The ruleset that it is about; null: all of them together. */
  readonly ruleset: string | null;
  readonly text: string;
  readonly next: string;
}

/** GitHub Actions, as the app that reports the check. */
const actionsApp = 15368;
export const requiredCheck = "freeze";

/**
 * What keeps the freeze check from binding a branch. Rules of several active rulesets add up; each of them can be passed by
 * its own bypass actors, so those of every ruleset that carries a needed rule are named.
 * @param branch its name without refs/heads
 * @param isDefault whether it is the repository's default branch
 * @returns empty when the check cannot be passed by
 */
export function checkRulesets(rulesets: readonly Ruleset[], branch: string, isDefault: boolean): RulesetFinding[] {
  const findings: RulesetFinding[] = [];
  const find = (code: RulesetFindingCode, ruleset: string | null, text: string, next: string): void => {
    findings.push({ code, ruleset, text, next });
  };
  const active = rulesets.filter(
    ({ enforcement, target }) => enforcement === "active" && (target ?? "branch") === "branch",
  );
  const holding = active.filter((one) => covers(one, branch, isDefault));
  for (const { name, conditions } of active)
    if (matchesAny(conditions?.ref_name?.exclude ?? [], branch, isDefault))
      find("branch-excluded", name, `${name} leaves ${branch} out`, `remove ${branch} from its excluded refs`);
  if (holding.length === 0) {
    find("no-ruleset", null, `no active ruleset holds for ${branch}`, "import .github/rulesets/main.json");
    return findings;
  }
  const rules = holding.flatMap((ruleset) => ruleset.rules.map((rule) => ({ ...rule, ruleset: ruleset.name })));
  const of = (type: string) => rules.filter((rule) => rule.type === type);
  const edit = "import .github/rulesets/main.json, or add it to the ruleset";

  const checks = of("required_status_checks").flatMap(({ parameters, ruleset }) =>
    checksOf(parameters).map((check) => ({
      ...check,
      ruleset,
      strict: parameters?.strict_required_status_checks_policy,
    })),
  );
  const ours = checks.filter(({ context }) => context === requiredCheck);
  if (ours.length === 0) find("check-not-required", null, `the check ${requiredCheck} is not required`, edit);
  else {
    if (!ours.some(({ integration_id }) => integration_id === actionsApp))
      find(
        "check-from-anybody",
        ours[0]!.ruleset,
        "anybody with a token may report the check",
        `name its source: integration_id ${actionsApp}`,
      );
    if (!ours.some(({ strict }) => strict === true))
      find(
        "check-not-strict",
        ours[0]!.ruleset,
        "a branch that is behind may be merged",
        "require branches to be up to date",
      );
  }
  const pulls = of("pull_request").map(({ parameters }) => parameters ?? {});
  if (pulls.length === 0) find("no-pull-request", null, "commits may be pushed without a pull request", edit);
  const asks = (key: string): boolean => pulls.some((parameters) => parameters[key] === true);
  if (pulls.length > 0 && !asks("require_code_owner_review"))
    find(
      "no-code-owner-review",
      null,
      "freeze.yaml can be changed without its code owners",
      "require review from code owners",
    );
  if (pulls.length > 0 && !asks("dismiss_stale_reviews_on_push"))
    find("stale-reviews-kept", null, "a review survives a later push", "dismiss stale reviews on push");
  if (pulls.length > 0 && !asks("require_last_push_approval"))
    find("last-pusher-may-approve", null, "who pushed last may approve", "require approval of the most recent push");
  if (of("non_fast_forward").length === 0) find("force-push-allowed", null, `${branch} may be force-pushed`, edit);
  if (of("deletion").length === 0) find("deletion-allowed", null, `${branch} may be deleted`, edit);
  for (const { name, bypass_actors: actors, rules: own } of holding) {
    if (!own.some(({ type }) => type === "required_status_checks" || type === "pull_request")) continue;
    if (actors === undefined)
      find(
        "bypass-not-shown",
        name,
        `GitHub does not show who may bypass ${name}`,
        "use a token that may write the ruleset",
      );
    for (const { actor_type: type, actor_id: id, bypass_mode: mode } of actors ?? [])
      find(
        "bypass-actor",
        name,
        `${type} ${id ?? ""} may bypass ${name} (${mode ?? "always"})`.replace("  ", " "),
        "remove the bypass actor",
      );
  }
  return findings;
}

function checksOf(
  parameters: Readonly<Record<string, unknown>> | undefined,
): { context?: unknown; integration_id?: unknown }[] {
  const list = parameters?.required_status_checks;
  return Array.isArray(list) ? list.filter((one) => typeof one === "object" && one !== null) : [];
}

function covers({ conditions }: Ruleset, branch: string, isDefault: boolean): boolean {
  const names = conditions?.ref_name;
  if (names === undefined) return true;
  return matchesAny(names.include, branch, isDefault) && !matchesAny(names.exclude, branch, isDefault);
}

/** `~ALL`, `~DEFAULT_BRANCH`, or a ref in which `*` stands for anything but a slash and `**` for anything. */
function matchesAny(patterns: readonly string[], branch: string, isDefault: boolean): boolean {
  return patterns.some((pattern) => {
    if (pattern === "~ALL") return true;
    if (pattern === "~DEFAULT_BRANCH") return isDefault;
    const escaped = pattern.replace(/[.+^${}()|[\]\\?]/g, "\\$&");
    const expression = escaped.replace(/\*\*\/?|\*/g, (star) => (star === "*" ? "[^/]*" : ".*"));
    return new RegExp(`^${expression}$`).test(`refs/heads/${branch}`);
  });
}
