import type { Scope } from "./calendar.ts";
import type { FreezeRequest } from "./decision.ts";

/** What a stack's config may say that it is. */
export const environments = ["production", "staging", "dev"] as const;
/** Multi-tenant SaaS, or one customer's own installation. */
export const tenantClasses = ["multi-tenant", "dedicated"] as const;

type Place = Pick<FreezeRequest, "stack" | "service" | "environment" | "tenantClass">;

/**
 * True when a window holds for a place. Without a list of environments a window holds for production only. What is
 * not known about the place never takes it out of a window.
 */
export function windowCovers(scope: Scope, place: Place): boolean {
  return (
    wide(scope.stacks, place.stack) &&
    wide(scope.services, place.service) &&
    wide(scope.environments ?? ["production"], place.environment) &&
    wide(scope.tenantClasses, place.tenantClass ?? null)
  );
}

/** True when an exception covers a place. What is not known about the place is not covered by a list. */
export function exceptionCovers(scope: Scope, place: Place): boolean {
  return (
    narrow(scope.stacks, place.stack) &&
    narrow(scope.services, place.service) &&
    narrow(scope.environments, place.environment) &&
    narrow(scope.tenantClasses, place.tenantClass ?? null)
  );
}

function wide(list: readonly string[] | undefined, value: string | null): boolean {
  return list === undefined || value === null || list.some((pattern) => matches(pattern, value));
}

function narrow(list: readonly string[] | undefined, value: string | null): boolean {
  return list === undefined || (value === null ? list.includes("*") : list.some((pattern) => matches(pattern, value)));
}

/** A name, or a name whose end is `*`. */
export function matches(pattern: string, value: string): boolean {
  return pattern.endsWith("*") ? value.startsWith(pattern.slice(0, -1)) : pattern === value;
}
