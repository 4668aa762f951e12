import { createHmac } from "node:crypto";
import { readTime } from "../time/index.ts";
import { type Experiment, endOf } from "./definition.ts";
import { isPersonal, looksPersonal } from "./personal.ts";

/** What a service reports: who was in which arm, and what was measured of them. */
export interface ExposureEvent {
  readonly experiment: string;
  readonly arm: string;
  readonly subject: string;
  /** Epoch milliseconds; may come as RFC 3339 too. */
  readonly at: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** The same metrics before the experiment began, for CUPED. */
  readonly pre?: Readonly<Record<string, number>>;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

export const dropReasons = [
  "malformed",
  "other-experiment",
  "outside-period",
  "unknown-arm",
  "excluded-tenant",
  "pii-denied",
  "pii-not-allowed",
  "pii-value",
] as const;
export type DropReason = (typeof dropReasons)[number];

export type Admitted =
  | { readonly ok: true; readonly event: ExposureEvent }
  | { readonly ok: false; readonly reason: DropReason; readonly field: string };

/**
 * Lets an event in, without anything personal: its subject and the fields under `pii.hash` become HMAC-SHA256, fields
 * must be allowed by name, and no value may look like an address, a number of a person or a token. An event that breaks
 * a rule is dropped as a whole, not mended: its sender must be.
 *
 * @param salt Of this experiment only; without it hashes cannot be told apart from one another's.
 */
export function admit(experiment: Experiment, value: unknown, salt: Uint8Array): Admitted {
  const drop = (reason: DropReason, field: string): Admitted => ({ ok: false, reason, field });
  if (!isRecord(value)) return drop("malformed", "");
  const { experiment: key, arm, subject, at, metrics, pre, attributes = {}, ...rest } = value;
  if (key !== experiment.experiment) return drop("other-experiment", "experiment");
  if (typeof subject !== "string" || subject === "" || subject.length > 4_096) return drop("malformed", "subject");
  const instant = instantOf(at);
  if (instant === null) return drop("malformed", "at");
  if (instant < experiment.start || instant >= endOf(experiment)) return drop("outside-period", "at");
  if (!experiment.arms.some(({ name }) => name === arm)) return drop("unknown-arm", "arm");
  if (!isNumbers(metrics)) return drop("malformed", "metrics");
  if (pre !== undefined && !isNumbers(pre)) return drop("malformed", "pre");
  if (!isRecord(attributes)) return drop("malformed", "attributes");
  const stranger = Object.keys(rest)[0];
  if (stranger !== undefined) return drop(isPersonal(stranger) ? "pii-denied" : "pii-not-allowed", stranger);
  const known = new Set([experiment.primary, ...experiment.guardrails].map(({ name }) => name));
  for (const field of [...Object.keys(metrics), ...Object.keys(pre ?? {})])
    if (!known.has(field)) return drop(isPersonal(field) ? "pii-denied" : "pii-not-allowed", field);
  const rates = [experiment.primary, ...experiment.guardrails].filter(({ kind }) => kind === "proportion");
  for (const { name } of rates)
    if (Object.hasOwn(metrics, name) && metrics[name] !== 0 && metrics[name] !== 1) return drop("malformed", name);
  const { allow, hash, deny } = experiment.pii;
  const kept: Record<string, unknown> = {};
  for (const [field, given] of Object.entries(attributes)) {
    if (deny.includes(field)) return drop("pii-denied", field);
    if (field === "tenant" && experiment.excludeTenants.includes(String(given))) return drop("excluded-tenant", field);
    if (hash.includes(field)) kept[field] = hmac(salt, `${field}\0${String(given)}`);
    else if (!allow.includes(field)) return drop(isPersonal(field) ? "pii-denied" : "pii-not-allowed", field);
    else if (!["string", "number", "boolean"].includes(typeof given)) return drop("malformed", field);
    else if (String(given).length > longest) return drop("malformed", field);
    else if (looksPersonal(String(given))) return drop("pii-value", field);
    else kept[field] = given;
  }
  const event = {
    experiment: key as string,
    arm: arm as string,
    subject: subjectHash(salt, subject),
    at: instant,
    metrics,
    attributes: kept,
  };
  return { ok: true, event: pre === undefined ? event : { ...event, pre } };
}

/** An event's time, epoch milliseconds, from RFC 3339 or epoch milliseconds; null where it is neither. */
export function instantOf(at: unknown): number | null {
  if (typeof at === "number") return Number.isFinite(at) ? at : null;
  if (typeof at !== "string" || at.length > 40) return null;
  const outcome = readTime(at, undefined, "start");
  return outcome.ok ? outcome.time.at : null;
}

/** What is larger is no measurement, and its square would leave no room for others. */
const largest = 1e15;

/** Longer values are no attributes, and would be slow to look through. */
const longest = 1_000;

/** A subject as it is kept. @param salt Of the experiment. */
export function subjectHash(salt: Uint8Array, subject: string): string {
  return hmac(salt, subject);
}

function hmac(salt: Uint8Array, text: string): string {
  return createHmac("sha256", salt).update(text).digest("hex").slice(0, 32);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is Record<string, number> {
  return isRecord(value) && Object.values(value).every((n) => typeof n === "number" && Math.abs(n) <= largest);
}
