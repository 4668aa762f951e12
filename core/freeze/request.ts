import { configDigest } from "../config/index.ts";
import { claimsBackout } from "../fence/index.ts";
import type { FreezeRequest } from "./decision.ts";
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
  const environment = text(config.environment);
  const preRunDigest = text(run.preRunDigest);
  const backout = preRunDigest !== null && claimsBackout({ preRunDigest, configDigest: configDigest(config) });
  return {
    kind: backout ? "backout" : "deploy",
    stack,
    service: text(config.service),
    environment: environment !== null && ["production", "staging", "dev"].includes(environment) ? environment : null,
    labels: [],
    ticket,
    ticketSource: ticket === null ? null : "config",
    configDigest: approvedConfigDigest(config),
    clockSource: "system",
  };
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}
