import type { VerifiedApproval } from "../../attest/index.ts";
import { digestOf } from "../../ledger/index.ts";
import { escapeMarkdown, markdownTable } from "../../render/index.ts";
import type { Policy } from "../definitions/index.ts";
import type { ExceptionCategory } from "./schema.ts";

/** What the policy says, whoever wrote it where: what its approvals are bound to. */
export function policyDigest({ file: _, line: __, ...said }: Policy): string {
  return digestOf(JSON.parse(JSON.stringify(said)));
}

/** What an approval of the policy itself is for. */
export const policyTarget = "error-budget-policy";

export interface PolicyApproval {
  readonly role: string;
  readonly approver: string;
  readonly ticket: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly id: string;
}

export interface PolicyState {
  readonly policy: Policy;
  readonly digest: string;
  readonly approvals: readonly PolicyApproval[];
  /** Roles whose approval is wanted and not there. */
  readonly missing: readonly string[];
}

/** Which of the valid approvals are of this policy as it stands, and which roles are still missing. */
export function policyState(policy: Policy, valid: readonly VerifiedApproval[]): PolicyState {
  const digest = policyDigest(policy);
  const approvals = valid
    .filter(({ predicate, bound }) => predicate.target === policyTarget && bound.policy === digest)
    .map(({ id, predicate: { role, approver, ticket, issuedAt, expiresAt } }) => ({
      role,
      approver,
      ticket,
      issuedAt,
      expiresAt,
      id,
    }));
  const wanted = policy.approval?.roles ?? [];
  return { policy, digest, approvals, missing: wanted.filter((role) => !approvals.some((one) => one.role === role)) };
}

const meaning: Readonly<Record<ExceptionCategory, string>> = {
  "p0-fix": "ends an outage or loss that is going on",
  security: "closes a vulnerability",
  "company-outage": "the budget went to an outage of what all share, such as the network",
  "other-team": "the budget went to another team's service, whose releases are frozen themselves",
  "out-of-scope-traffic": "the budget went to traffic that the SLO is not for, such as load tests",
  misclassified: "events were counted as bad though no user met them",
};

/** The error-budget policy as a document for people, in Markdown, with its signed approvals. */
export function policyMarkdown({ policy, digest, approvals, missing }: PolicyState): string {
  const { name, owner, services, environments, exceptions, override, statementHours, postmortemShare, escalation } =
    policy;
  const safe = escapeMarkdown;
  const roles = (list: readonly string[]): string => list.map(safe).join(" or ");
  const lines = [
    `# Error-budget policy: ${safe(name)}`,
    "",
    ...(policy.description === undefined ? [] : [safe(policy.description), ""]),
    `${safe(owner)} answers for it. It governs ${services === undefined ? "every service that has SLOs" : services.map(safe).join(", ")} in ${environments.join(", ")}.`,
    "",
    "## What it says",
    "",
    "1. While every SLO of a service is within its error budget, releases go out as they are.",
    "2. When a budget is exhausted, nothing is released but the exceptions below, until the service is back within its SLO. Work goes to reliability.",
    "3. A backout is always allowed.",
    `4. What is not known is neither: without a budget statement whose data is younger than ${statementHours} hours, releases are held until there is one or a person decides.`,
    `5. An incident that alone spends more than ${Math.round(100 * postmortemShare)} % of a budget gets a review with at least one action of the highest priority.`,
    ...(escalation === undefined ? [] : [`6. Where people differ, ${safe(escalation)} decides.`]),
    "",
    "## Exceptions",
    "",
    exceptions.length === 0
      ? "None."
      : markdownTable(
          ["category", "it", "signed by"],
          exceptions.map((e) => [e.category, meaning[e.category], roles(e.roles)]),
        ),
    "",
    override === undefined
      ? "Nobody may override it for anything else."
      : `For anything else ${roles(override.roles)} may sign an override for one state of the source, for at most ${override.maxDays} days.`,
    "",
    "## Approvals",
    "",
    approvals.length === 0
      ? "None yet."
      : markdownTable(
          ["role", "approved by", "ticket", "on", "until", "id"],
          approvals.map((a) => [
            safe(a.role),
            safe(a.approver),
            safe(a.ticket),
            a.issuedAt,
            a.expiresAt,
            `\`${a.id.slice(0, 19)}\``,
          ]),
        ),
    ...(missing.length === 0 ? [] : ["", `Still missing: ${missing.map(safe).join(", ")}.`]),
    "",
    `Digest of the policy: \`${digest}\``,
    "",
  ];
  return lines.join("\n");
}
