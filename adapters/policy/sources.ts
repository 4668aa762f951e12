import type { Registry } from "../../core/flags/index.ts";
import { type Approval, type Calendar, openAt, type TicketAnswer } from "../../core/freeze/index.ts";
import { readApprovals } from "./approvals.ts";
import { readCalendars } from "./calendar.ts";
import { committedScope } from "./committed.ts";
import { type Deployment, namespace, textAt } from "./deployment.ts";
import { askRegisters, readRegisters } from "./register.ts";
import { readRegistry } from "./registry.ts";
import { trustedRefs } from "./trusted.ts";

/** Everything that the rules are read from. Of several calendars the strictest decides. */
export interface PolicySources {
  readonly calendars: readonly [Calendar, ...Calendar[]];
  /** Signed approvals whose signatures have been verified. */
  readonly approvals: readonly Approval[];
  /** What the CAB register says of the change's ticket; null: no register, no ticket, or no window that is open. */
  readonly ticket: TicketAnswer | null;
  readonly registry: Registry;
  /** What trusted commits say of the stack's environment and service; see `committedScope`. */
  readonly committed: readonly Readonly<Record<string, unknown>>[];
}

type FreezeSources = Omit<PolicySources, "registry">;

/**
 * Reads them from a project: calendar, approvers and CAB register from the trusted commit too, where the project is in a
 * git checkout, and from the revision that the stack names; the working tree can then only tighten.
 * @param now epoch milliseconds, for keys that have ended
 * @param deployment the stack that is to be changed and its config, for `policy.ref` and `change.ticket`; none where no
 *   stack is asked about
 * @throws also RefusedError `policy-ref-unknown`
 */
export async function readPolicySources(
  root: string,
  now: number = Date.now(),
  deployment?: Deployment,
): Promise<PolicySources> {
  const [sources, registry] = await Promise.all([readFreezeSources(root, now, deployment), readRegistry(root, now)]);
  return { ...sources, registry };
}

/** The freeze's part alone. */
export async function readFreezeSources(
  root: string,
  now: number = Date.now(),
  deployment?: Deployment,
): Promise<FreezeSources> {
  const { stack, config = {} } = deployment ?? {};
  const trusted = await trustedRefs(root, textAt(config.policy, "ref"));
  const [calendars, approvals, registers, committed] = await Promise.all([
    readCalendars(root, trusted),
    readApprovals(root, trusted, now),
    readRegisters(root, trusted),
    stack === undefined ? [] : Promise.all(trusted.map((ref) => committedScope(ref, stack, namespace))),
  ]);
  // Outside of every window nobody needs a ticket, and a register that is down must not matter.
  const asked = anyOpen(calendars, now) ? textAt(config.change, "ticket") : null;
  return { calendars, approvals, ticket: await askRegisters(registers, asked, now), committed };
}

/** True when a window is open, whatever its scope, or cannot be expanded. */
export function anyOpen(calendars: readonly Calendar[], now: number): boolean {
  try {
    return calendars.some(({ windows }) => windows.some((window) => openAt(window, now) !== null));
  } catch {
    return true;
  }
}
