import { configDigest } from "../config/index.ts";
import { claimsBackout } from "../fence/index.ts";
import type { FreezeRequest } from "./decision.ts";
import { environments, tenantClasses } from "./scope.ts";
import { approvedConfigDigest } from "./signed.ts";

/**
 * The request that a stack's config makes when it is deployed.
 *
 * A config that restores the digest which it names as its pre-run digest claims to be a backout; the fence checks that
 * claim against the stack's state before anything else is touched. What the config does not say, or says in a wrong
 * form, is unknown, and an environment other than the three is taken as unknown: then every window applies.
 *
 * @param config section → value, structured, raw (as `ownSections` gives it).
 */
export function deployRequest(config: Readonly<Record<string, unknown>>, stack: string): FreezeRequest {
  const change = mapping(config.change);
  const run = mapping(config.run);
  const ticket = text(change.ticket);
  const preRunDigest = text(run.preRunDigest);
  const backout = preRunDigest !== null && claimsBackout({ preRunDigest, configDigest: configDigest(config) });
  return {
    kind: backout ? "backout" : "deploy",
    stack,
    service: text(config.service),
    environment: known(environments, config.environment),
    tenantClass: known(tenantClasses, config.tenantClass),
    labels: [],
    ticket,
    ticketSource: ticket === null ? null : "config",
    approval: text(change.approval),
    configDigest: approvedConfigDigest(config),
    inRun: text(run.id) !== null,
    versions: versionsOf(config.release),
    clockSource: "system",
  };
}

/** Every version that a release config names; null where it is not of that form. */
function versionsOf(release: unknown): string[] | null {
  const { blue, green, baseline } = mapping(release);
  const named = [blue, green, baseline].filter((color) => color !== undefined);
  const versions = named.flatMap((color) => text(mapping(color).version) ?? []);
  return versions.length === named.length ? versions : null;
}

function known(allowed: readonly string[], value: unknown): string | null {
  return typeof value === "string" && allowed.includes(value) ? value : null;
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}
