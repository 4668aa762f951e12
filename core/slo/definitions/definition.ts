import type { PolicySpec } from "../policy/schema.ts";
import type { BurnWindow } from "../schema.ts";
import type { Metric } from "./metric.ts";
import type { Period } from "./period.ts";

export type Compare = "lte" | "gte" | "lt" | "gt";

export type Indicator =
  | {
      readonly kind: "ratio";
      readonly counter: boolean;
      readonly side: "good" | "bad";
      readonly part: Metric;
      readonly total: Metric;
    }
  | { readonly kind: "raw"; readonly rawType: "success" | "failure"; readonly raw: Metric }
  | { readonly kind: "threshold"; readonly metric: Metric; readonly op: Compare; readonly value: number };

export type Method =
  | { readonly kind: "Occurrences" }
  | { readonly kind: "Timeslices"; readonly windowMs: number; readonly target: number }
  | { readonly kind: "RatioTimeslices"; readonly windowMs: number };

export interface Tail {
  readonly name: string;
  readonly metric: Metric;
  readonly thresholdMs: number | null;
}

/** One objective of one SLO, ready to be read. */
export interface SloDefinition {
  readonly name: string;
  readonly service: string;
  readonly description: string | null;
  /** Share of good wanted, 0 < target < 1. */
  readonly target: number;
  readonly period: Period;
  readonly method: Method;
  readonly indicator: Indicator;
  readonly burn: readonly BurnWindow[];
  readonly minRequests: number;
  readonly minBad: number;
  readonly minCoverage: number;
  /** Epoch ms; nothing is missed before. Null: the period's start. */
  readonly since: number | null;
  readonly stepMs: number | null;
  readonly tails: readonly Tail[];
  readonly alerts: readonly BurnAlert[];
  readonly file: string;
  readonly line: number;
}

/** OpenSLO's alert on one window. */
export interface BurnAlert {
  readonly name: string;
  readonly severity: string;
  readonly op: Compare;
  readonly threshold: number;
  readonly lookbackMs: number;
  readonly alertAfterMs: number;
}

/** A threshold rule on a metric. */
export interface ThresholdAlert {
  readonly name: string;
  readonly service: string;
  readonly severity: string;
  readonly metric: Metric;
  readonly op: Compare;
  readonly value: number;
  readonly forMs: number;
  readonly keepMs: number;
  readonly file: string;
  readonly line: number;
}

export interface Incident {
  readonly name: string;
  readonly service: string;
  readonly start: number;
  readonly end: number;
}

export interface Policy extends PolicySpec {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export interface Definitions {
  readonly slos: readonly SloDefinition[];
  readonly alerts: readonly ThresholdAlert[];
  readonly incidents: readonly Incident[];
  readonly policy: Policy | null;
  readonly warnings: readonly string[];
}

export function holds(value: number, op: Compare, limit: number): boolean {
  if (op === "lte") return value <= limit;
  if (op === "gte") return value >= limit;
  return op === "lt" ? value < limit : value > limit;
}
