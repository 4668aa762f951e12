import type { Registry } from "../../core/flags/index.ts";
import type { Approval, Calendar } from "../../core/freeze/index.ts";
import { readApprovals } from "./approvals.ts";
import { readCalendars } from "./calendar.ts";
import { readRegistry } from "./registry.ts";
import { trustedRef } from "./trusted.ts";

/** Everything that the rules are read from. Of several calendars the strictest decides. */
export interface PolicySources {
  readonly calendars: readonly [Calendar, ...Calendar[]];
  /** Signed approvals whose signatures have been verified. */
  readonly approvals: readonly Approval[];
  readonly registry: Registry;
}

/**
 * Reads them from a project: calendar and approvers from the trusted commit too, where the project is in a git checkout;
 * the working tree can then only tighten.
 * @param now epoch milliseconds, for keys that have ended
 */
export async function readPolicySources(root: string, now: number = Date.now()): Promise<PolicySources> {
  const [{ calendars, approvals }, registry] = await Promise.all([readFreezeSources(root, now), readRegistry(root)]);
  return { calendars, approvals, registry };
}

/** The freeze's part alone. */
export async function readFreezeSources(
  root: string,
  now: number = Date.now(),
): Promise<Pick<PolicySources, "calendars" | "approvals">> {
  const trusted = await trustedRef(root);
  const [calendars, approvals] = await Promise.all([readCalendars(root, trusted), readApprovals(root, trusted, now)]);
  return { calendars, approvals };
}
