import type { Registry } from "../../core/flags/index.ts";
import type { Approval, Calendar } from "../../core/freeze/index.ts";
import { readCalendar } from "./calendar.ts";
import { readRegistry } from "./registry.ts";

/** Everything that the rules are read from. Of several calendars the strictest decides. */
export interface PolicySources {
  readonly calendars: readonly [Calendar, ...Calendar[]];
  /** Signed approvals whose signatures have been verified. */
  readonly approvals: readonly Approval[];
  readonly registry: Registry;
}

/** Reads them from a project. Signed approvals are not read yet, so none counts: exceptions in freeze.yaml do. */
export async function readPolicySources(root: string): Promise<PolicySources> {
  const [calendar, registry] = await Promise.all([readCalendar(root), readRegistry(root)]);
  return { calendars: [calendar], approvals: [], registry };
}
