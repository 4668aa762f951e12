import { type Decision, decideAll } from "../../core/freeze/index.ts";
import { rfc3339 } from "../../core/time/index.ts";
import type { Place } from "./places.ts";
import type { FreezeRules } from "./rules.ts";

export interface Simulated {
  readonly place: Place;
  readonly decision: Decision;
}

/** What the gates would say to a deploy of each place at an instant: the same function that they ask. */
export function simulate({ calendars, approvals }: FreezeRules, places: readonly Place[], at: number): Simulated[] {
  return places.map((place) => ({ place, decision: decideAll(calendars, approvals, place.request, at) }));
}

export function simulatedView({ place, decision }: Simulated): Record<string, unknown> {
  const { stack, service, environment, tenantClass } = place.request;
  return {
    name: place.name,
    stack,
    service,
    environment,
    tenantClass: tenantClass ?? null,
    decision: decision.decision,
    blocked: decision.decision === "deny",
    window: decision.window,
    rule: decision.rule,
    reasons: decision.reasons,
    evidence: decision.evidence,
  };
}

export function simulatedText(rows: readonly Simulated[], at: number): string {
  const blocked = rows.filter(({ decision }) => decision.decision === "deny").length;
  return [
    `at ${rfc3339(at)}: ${blocked} of ${rows.length} would be blocked`,
    ...rows.map(({ place, decision: { decision, window, rule, reasons } }) => {
      const head = `${decision === "deny" ? "blocked" : "passes "}  ${place.name.padEnd(24)} ${window?.name ?? "–"}  ${rule}`;
      return [head, ...(decision === "deny" ? reasons.map(({ text }) => `           ${text}`) : [])].join("\n");
    }),
  ].join("\n");
}
