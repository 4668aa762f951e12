import type { VerifiedApproval } from "../attest/index.ts";
import { digestOf } from "../ledger/index.ts";
import type { Approval } from "./decision.ts";

/**
 * A verified statement as the decision takes it; none for what is for something else than a freeze, or not bound to a
 * config. Its source digest must have been held against the tree.
 */
export function freezeApproval({ id, predicate: p, bound }: VerifiedApproval): Approval[] {
  if (p.purpose !== "freeze") return [];
  // For a merge a commit is bound, for a deploy a stack's config.
  const head = p.target === null ? (bound.head ?? null) : null;
  if (p.target === null ? head === null : bound.config === undefined) return [];
  return [
    {
      id,
      ticket: p.ticket,
      approver: p.approver,
      stack: p.target,
      role: p.role,
      category: p.category,
      headSha: head,
      expiresAt: Date.parse(p.expiresAt),
      revokedAt: null,
      ...(bound.config === undefined || p.target === null ? {} : { configDigest: bound.config }),
      ...(bound.plan === undefined ? {} : { planDigest: bound.plan }),
      versions: p.versions ?? null,
      limits: p.limits,
    },
  ];
}

/**
 * The digest that a freeze approval binds beside the source tree: SHA-256 over RFC 8785 of the stack's config without
 * `change` and `run`, and without `release`, which a cutover changes with every step.
 */
export function approvedConfigDigest(config: Readonly<Record<string, unknown>>): string {
  const { change: _change, run: _run, release: _release, ...bound } = config;
  return digestOf(bound);
}
