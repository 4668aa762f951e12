import type { ApprovalFile } from "../../adapters/policy/index.ts";
import type { FreezeWindow } from "../../core/freeze/index.ts";
import type { Finding, Judged, Use } from "../../core/freeze-audit/index.ts";
import { rfc3339 } from "../../core/time/index.ts";

/** Every exception of the windows, once, with what it was used for. */
export function exceptionViews(windows: readonly FreezeWindow[], uses: readonly Use[], now: number): object[] {
  const seen = new Set<string>();
  return windows.flatMap(({ name, exceptions }) =>
    exceptions
      .filter(({ id }) => !seen.has(id) && seen.add(id))
      .map(({ id, ticket, scope, startsAt, expiresAt, approvedBy, carveOut, reason }) => ({
        id,
        window: name,
        ticket,
        stacks: scope.stacks ?? null,
        services: scope.services ?? null,
        starts: startsAt === null ? null : rfc3339(startsAt),
        expires: rfc3339(expiresAt),
        approvedBy,
        carveOut,
        reason,
        status: now >= expiresAt ? "expired" : startsAt !== null && now < startsAt ? "not-started" : "active",
        uses: uses.filter(({ approvals }) => approvals.includes(id)).map(({ seq }) => seq),
      })),
  );
}

/** Every file below freeze/approvals: who approved what, or why it does not count. */
export function approvalViews(files: readonly ApprovalFile[], uses: readonly Use[]): object[] {
  return files.map(({ file, check }) => {
    const none = { id: null, purpose: null, ticket: null, approver: null, role: null, stack: null, expires: null };
    if (check.status === "revocation")
      return { ...none, file, status: "revocation", id: check.approval, code: null, text: null, uses: [] };
    if (check.status === "refused")
      return { ...none, file, status: "refused", id: check.id, code: check.code, text: check.text, uses: [] };
    const { id, predicate: p } = check.approval;
    return {
      file,
      status: "valid",
      id,
      purpose: p.purpose,
      ticket: p.ticket,
      approver: p.approver,
      role: p.role,
      stack: p.target,
      expires: p.expiresAt,
      code: null,
      text: null,
      uses: uses.filter(({ approvals }) => approvals.includes(id)).map(({ seq }) => seq),
    };
  });
}

/** What was let through, with the engine's updates that came of it. */
export function useViews(uses: readonly Use[], judged: Judged["uses"]): object[] {
  return uses.map((use) => ({
    ...use,
    updates: judged
      .filter(({ by }) => (use.runId === null ? by.seq === use.seq : by.runId === use.runId))
      .map(({ update }) => update.id),
  }));
}

export function findingView({ at, ...rest }: Finding): object {
  return { at: rfc3339(at), ...rest };
}
