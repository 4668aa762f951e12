import { resolve } from "node:path";
import { openLedger } from "../../adapters/ledger/index.ts";
import { sloApprovalsFolder, sourceDigest } from "../../adapters/policy/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { type Policy, policyDigest, policyTarget } from "../../core/slo/index.ts";
import { readTime } from "../../core/time/index.ts";
import { checkApprover, handOf, option } from "../approvals/hand.ts";
import { signed, writeApproval } from "../approvals/statement.ts";
import type { CommandContext } from "../cli/command.ts";
import { personOf } from "../cutover/run.ts";
import { requireDefinitions } from "./options.ts";

export interface GivenApproval {
  readonly id: string;
  readonly file: string;
  readonly target: string;
  readonly category: string | null;
  readonly approver: string;
  readonly role: string;
  readonly expiresAt: string;
  readonly bound: Readonly<Record<string, string>>;
}

type Options = Readonly<Record<string, unknown>>;

/**
 * Signs one of three: that the policy holds as it is (`--policy`), that a release of a service is an exception
 * (`--category`), or that it overrides the policy. The last two are bound to the source tree as it is. The signature
 * goes to slo/approvals and to the ledger.
 *
 * @throws InputError before anything is written: no policy, a key that is not the approver's, a role that may not.
 */
export async function giveApproval(context: CommandContext, options: Options): Promise<GivenApproval> {
  const root = resolve(context.cwd);
  const now = Math.floor(context.now() / 1_000) * 1_000;
  const { definitions } = await requireDefinitions(root);
  const { policy, slos } = definitions;
  if (policy === null)
    throw new InputError("policy-missing", "slo/*.yaml has no ErrorBudgetPolicy", {
      file: "slo",
      next: "write one: kind: ErrorBudgetPolicy, see docs/guides/slo-debt.md",
    });
  const role = option(options.role, "--role");
  const kind = options.policy === true ? "policy" : options.category === undefined ? "override" : "exception";
  const service = kind === "policy" ? null : option(options.service, "--service");
  if (service !== null && !slos.some((slo) => slo.service === service))
    throw new InputError("service-unknown", `no SLO is of service ${service}`, {
      field: "--service",
      next: "correct it",
    });
  const category = kind === "exception" ? String(options.category) : null;
  checkRole(policy, kind, category, role);
  const expiresAt = until(options, now);
  checkSpan(policy, kind, expiresAt - now);
  const requestedBy = option(options.requestedBy, "--requested-by");
  const hand = await handOf(context, root, options.keyFile, option(options.as, "--as"));
  checkApprover(hand.owner, role, null, [requestedBy]);
  const bound: Record<string, string> =
    service === null ? { policy: policyDigest(policy) } : { source: await sourceDigest(root) };
  const statement = signed(
    hand,
    {
      purpose: "error-budget",
      target: service ?? policyTarget,
      ticket: option(options.ticket, "--ticket"),
      role,
      requestedBy,
      category,
      expiresAt,
      bound,
    },
    sloApprovalsFolder,
    now,
  );
  const { id, file, predicate } = statement;
  const approval = {
    id,
    file,
    target: predicate.target!,
    category,
    approver: predicate.approver,
    role,
    expiresAt: predicate.expiresAt,
    bound,
  };
  const ledger = openLedger(context.stateDir, context.now, { purpose: "an error-budget approval" });
  try {
    const body = { ...approval, ticket: predicate.ticket, requestedBy, keyId: hand.signer.keyId };
    ledger.append({ actor: personOf(), runId: null, kind: "slo.approved", body });
    writeApproval(root, sloApprovalsFolder, statement);
  } finally {
    ledger.close();
  }
  return approval;
}

function until(options: Options, now: number): number {
  const text = option(options.until, "--until");
  const read = readTime(text, "UTC", "end");
  if (!read.ok)
    throw new InputError("time-invalid", `${text}: ${read.expected}`, { field: "--until", next: read.next });
  const at = /T|\s/.test(text) ? read.time.at : read.time.after;
  if (at > now) return Math.floor(at / 1_000) * 1_000;
  throw new InputError("bad-option", `${text} is over`, { field: "--until", next: "give a later time" });
}

function checkRole(
  policy: Policy,
  kind: "policy" | "override" | "exception",
  category: string | null,
  role: string,
): void {
  const at = { file: policy.file, line: policy.line };
  const exception = policy.exceptions.find((one) => one.category === category);
  if (kind === "exception" && exception === undefined)
    throw new InputError("category-unknown", `${category} is no exception of ${policy.name}`, {
      ...at,
      field: "--category",
      next: `use one of: ${policy.exceptions.map((one) => one.category).join(", ") || "none is listed"}`,
    });
  const roles = { policy: policy.approval?.roles, override: policy.override?.roles, exception: exception?.roles }[kind];
  if (roles === undefined)
    throw new InputError(
      "approval-not-asked",
      `${policy.name} knows no ${kind === "policy" ? "approval of itself" : "override"}`,
      {
        ...at,
        field: kind === "policy" ? "approval" : "override",
        next: kind === "policy" ? "add approval: {roles: […]}" : "name a --category, or add override: {roles: […]}",
      },
    );
  if (!roles.includes(role))
    throw new InputError("role-not-accepted", `the role ${role} may not sign this`, {
      ...at,
      field: "--role",
      next: `give one of: ${roles.join(", ")}`,
    });
}

function checkSpan(policy: Policy, kind: string, ms: number): void {
  const most = (policy.override?.maxDays ?? 0) * 86_400_000;
  if (kind !== "override" || ms <= most) return;
  throw new InputError("bad-option", `an override lasts ${policy.override!.maxDays} days at most`, {
    field: "--until",
    next: "give an earlier time",
  });
}
