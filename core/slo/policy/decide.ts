import type { VerifiedApproval } from "../../attest/index.ts";
import { rfc3339 } from "../../time/index.ts";
import { type Policy, periodMs, type SloDefinition } from "../definitions/index.ts";
import type { BudgetDecision, BudgetReason, BudgetSources } from "./decision.ts";
import type { ExceptionCategory } from "./schema.ts";
import { type BudgetStatement, indicatorDigest, type StatementEntry, statementDigest } from "./statement.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A statement may be dated this much ahead: clocks differ. */
const ahead = 5 * 60_000;
const again = "run maestro slo status --write, and commit slo/budget.json";

/** What is about to be released. */
export interface BudgetRequest {
  readonly service: string;
  readonly environment: string;
}

/**
 * Whether a service may be released under its error budget.
 *
 * Every policy governs for itself. An exhausted budget denies; what is not known (no statement, edited, expired, not of
 * these SLOs, or unknown in it) holds. A signed approval bound to this source lifts both: an exception for a category
 * that the policy lists, an override for anything where the policy allows one. Backout is not asked here: it never is.
 *
 * @param now Epoch milliseconds.
 */
export function decideBudget(sources: BudgetSources, request: BudgetRequest, now: number): BudgetDecision {
  const { statement } = sources;
  const evidence = {
    policy: sources.policies[0]?.name ?? null,
    statement: statement !== null && "digest" in statement ? statement.digest : null,
    approval: null,
    ignored: sources.ignored,
  };
  const governing = sources.policies.filter((policy) => governs(policy, request));
  const slos = [...sources.here, ...sources.trusted].filter(({ service }) => service === request.service);
  const named = governing.filter(({ services }) => services?.includes(request.service) || slos.length > 0);
  if (named.length === 0) return { decision: "allow", rule: "not-governed", reasons: [], evidence };
  const reasons: BudgetReason[] = [];
  const ignored = new Set(sources.ignored);
  let lifted: VerifiedApproval | null = null;
  for (const policy of named) {
    const found = problems(policy, sources, request.service, slos, now);
    if (found.length === 0) continue;
    const approval = sources.approvals.find((one) => {
      const why = lifts(policy, one, request.service);
      if (why !== null) ignored.add(`${one.id.slice(0, 19)} of ${one.predicate.approver}: ${why}`);
      return why === null;
    });
    if (approval === undefined) reasons.push(...found);
    else lifted = approval;
  }
  const unique = reasons.filter(
    ({ code, text }, i) => reasons.findIndex((o) => o.code === code && o.text === text) === i,
  );
  if (unique.length > 0) {
    const deny = unique.some(({ code }) => code === "budget-exhausted");
    return {
      decision: deny ? "deny" : "hold",
      rule: deny ? "exhausted" : "unknown",
      reasons: unique,
      evidence: { ...evidence, ignored: [...ignored] },
    };
  }
  if (lifted === null) return { decision: "allow", rule: "within-budget", reasons: [], evidence };
  const { id, predicate } = lifted;
  const { category, approver } = predicate;
  const rule = category === null ? "override" : "exception";
  return { decision: "allow", rule, reasons: [], evidence: { ...evidence, approval: { id, category, approver } } };
}

function governs({ services, environments }: Policy, { service, environment }: BudgetRequest): boolean {
  // An environment that is none of the known ones is not a way out.
  const elsewhere =
    ["production", "staging", "dev"].includes(environment) && !environments.includes(environment as never);
  return !elsewhere && (services?.includes(service) ?? true);
}

function problems(
  policy: Policy,
  { statement, here, trusted }: BudgetSources,
  service: string,
  slos: readonly SloDefinition[],
  now: number,
): BudgetReason[] {
  const hold = (code: BudgetReason["code"], text: string, next = again): BudgetReason[] => [{ code, text, next }];
  if (slos.length === 0)
    return hold("budget-no-slo", `${service} is governed by ${policy.name} and has no SLO`, "define one in slo/*.yaml");
  if (statement === null) return hold("budget-statement-missing", "there is no budget statement");
  if ("unreadable" in statement)
    return hold("budget-statement-edited", `the budget statement cannot be read: ${statement.unreadable}`);
  if (statement.digest !== statementDigest(statement))
    return hold("budget-statement-edited", "the budget statement was edited: its digest does not match");
  const generated = Date.parse(statement.generatedAt);
  if (generated > now + ahead)
    return hold(
      "budget-statement-edited",
      `the budget statement is dated ${statement.generatedAt}, now is ${rfc3339(now)}`,
    );
  const found: BudgetReason[] = [];
  const names = [...new Set(slos.map(({ name }) => name))];
  for (const name of names) {
    const said = statement.slos.find((one) => one.name === name && one.service === service);
    const own = here.find((slo) => slo.name === name && slo.service === service);
    const bases = trusted.filter((slo) => slo.name === name && slo.service === service);
    const differs = said === undefined ? "says nothing of it" : mismatch(said, own, bases);
    if (said === undefined || differs !== null) {
      found.push(...hold("budget-statement-stale", `${name}: the budget statement ${differs}`));
      continue;
    }
    found.push(...judged(policy, statement, said, now));
  }
  return found;
}

/** Why an entry is not about these definitions. A trusted commit's objective may be exceeded, never lowered. */
function mismatch(
  said: StatementEntry,
  own: SloDefinition | undefined,
  bases: readonly SloDefinition[],
): string | null {
  const same = (slo: SloDefinition): boolean =>
    said.periodMs === periodMs(slo.period) && said.indicator === indicatorDigest(slo);
  if (own !== undefined && !(same(own) && said.target === own.target)) return "was made for another definition of it";
  if (bases.some((base) => !(same(base) && said.target >= base.target)))
    return "was made for a definition that is looser than the trusted commit's";
  return null;
}

function judged(policy: Policy, statement: BudgetStatement, said: StatementEntry, now: number): BudgetReason[] {
  const { name, service, state, reason, dataEnd } = said;
  const until = Date.parse(dataEnd ?? statement.generatedAt) + policy.statementHours * HOUR;
  if (!(now < until))
    return [
      {
        code: "budget-statement-expired",
        text: `${name}: what is known of its budget ends at ${dataEnd ?? statement.generatedAt} and held until ${rfc3339(until)}`,
        next: again,
      },
    ];
  if (state === "unknown")
    return [
      {
        code: "budget-unknown",
        text: `${name}: its budget is not known: ${reason}`,
        next: "bring the data back, or have it decided: maestro slo approve",
      },
    ];
  if (state !== "exhausted") return [];
  const categories = policy.exceptions.map(({ category }) => category).join(", ");
  return [
    {
      code: "budget-exhausted",
      text: `${name} of ${service}: ${reason}; ${policy.name} lets nothing out but ${categories || "nothing"}${policy.override ? ", or by override" : ""}`,
      next: `spend the release on reliability, or have it approved: maestro slo approve --service ${service}${categories ? " --category CATEGORY" : ""}`,
    },
  ];
}

/** Why an approval does not lift a refusal of this policy; null when it does. */
function lifts({ exceptions, override }: Policy, { predicate: p }: VerifiedApproval, service: string): string | null {
  if (p.target !== service) return `it is for ${p.target}, not for ${service}`;
  if (p.category !== null) {
    const exception = exceptions.find(({ category }) => category === (p.category as ExceptionCategory));
    if (exception === undefined) return `${p.category} is no exception of the policy`;
    return exception.roles.includes(p.role) ? null : `the role ${p.role} may not sign ${p.category}`;
  }
  if (override === undefined) return "the policy knows no override";
  if (!override.roles.includes(p.role)) return `the role ${p.role} may not sign an override`;
  const days = (Date.parse(p.expiresAt) - Date.parse(p.issuedAt)) / DAY;
  return days <= override.maxDays ? null : `an override lasts ${override.maxDays} days at most, not ${Math.ceil(days)}`;
}

/** A decision that does not allow, for people: one line a reason, and what did not count. */
export function budgetText({ reasons, evidence }: BudgetDecision): string {
  const lines = reasons.map(({ code, text, next }) => `[${code}] ${text}.\n  Next: ${next}.`);
  return [...lines, ...evidence.ignored.map((why) => `  an approval does not count: ${why}`)].join("\n");
}
