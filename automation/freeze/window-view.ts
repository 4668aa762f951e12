import { type Calendar, type FreezeWindow, scopeText } from "../../core/freeze/index.ts";
import { rfc3339 } from "../../core/time/index.ts";

/** A window as documents show it. */
export function windowView(window: FreezeWindow, now: number): Record<string, unknown> {
  const { name, startsAt, endsBefore, end, endInclusive, zone, scope, approvals, ticketOnly, carveOuts } = window;
  return {
    name,
    start: rfc3339(startsAt),
    end: rfc3339(end),
    endInclusive,
    zone,
    open: startsAt <= now && now < endsBefore,
    durationMs: endsBefore - startsAt,
    scope: {
      environments: scope.environments ?? ["production"],
      stacks: scope.stacks ?? null,
      services: scope.services ?? null,
      tenantClasses: scope.tenantClasses ?? null,
    },
    approvals,
    ticketOnly,
    carveOuts,
    exceptions: window.exceptions.map(({ id, ticket, expiresAt, approvedBy }) => ({
      id,
      ticket,
      expires: rfc3339(expiresAt),
      expired: now >= expiresAt,
      approvedBy,
    })),
  };
}

/** Where the calendars were read. */
export function sourcesView(calendars: readonly Calendar[]): Record<string, unknown>[] {
  return calendars.flatMap(({ source }) => (source === null ? [] : [{ ...source }]));
}

/** `year-end  2026-12-18T00:00:00Z to 2026-12-27T23:59:59Z inclusive  Environments production` */
export function windowLine(window: FreezeWindow): string {
  const zone = window.zone === "UTC" ? "" : ` (${window.zone})`;
  return `${window.name}  ${rfc3339(window.startsAt)} to ${rfc3339(window.end)}${window.endInclusive ? " inclusive" : ""}${zone}  ${scopeText(window)}`;
}
