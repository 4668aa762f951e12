import * as z from "zod";
import { policySpec } from "../policy/schema.ts";
import { burnSchema } from "../schema.ts";
import { description, ours, resource } from "./metadata.ts";
import { metricSource } from "./metric.ts";

const instant = z.iso.datetime({ offset: true }).describe("RFC 3339 with an offset");

/** What OpenSLO cannot say of an SLO; `metadata.name` is the SLO's. The words are those of slo.yaml. */
const settingsSpec = z.strictObject({
  description,
  burn: z
    .array(burnSchema)
    .min(1)
    .optional()
    .describe("14.4 over 1 h and 5 min, 6 over 6 h and 30 min, 3 over 1 d and 2 h, 1 over 3 d and 6 h, for 30 days"),
  minRequests: z.int().min(1).default(100).describe("A window with fewer events says nothing"),
  minBad: z.int().min(1).default(10).describe("A window with fewer bad events says nothing"),
  minCoverage: z.number().gt(0).max(1).default(0.9).describe("Share of the period that must be known"),
  since: instant.optional().describe("When the SLO began: nothing is missed before"),
  stepSeconds: z.int().min(1).max(86_400).optional().describe("Resolution of the data; the shortest window's fifth"),
  tails: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(200).describe("such as p95 GET /orders"),
        metricSource: metricSource,
        thresholdMs: z.number().gt(0).optional().describe("Above it the path is slow"),
      }),
    )
    .default([])
    .describe("p95 and p99 series that are watched for regressions and slow paths, in milliseconds"),
});

/** An alert rule that OpenSLO cannot say: a threshold on a metric. */
const alertSpec = z.strictObject({
  description,
  service: z.string().min(1),
  severity: z.string().min(1).default("page"),
  metricSource: metricSource,
  op: z.enum(["lte", "gte", "lt", "gt"]),
  value: z.number(),
  for: z.string().default("0m").describe("how long it must hold before the alert"),
  keepFiringFor: z.string().default("0m").describe("how long it must be over before the alert ends"),
});

/** A known incident, which alerts are held against. */
const incidentSpec = z.strictObject({ description, service: z.string().min(1), start: instant, end: instant });

export const ownKinds = {
  SloSettings: resource(ours, "SloSettings", settingsSpec),
  Alert: resource(ours, "Alert", alertSpec),
  Incident: resource(ours, "Incident", incidentSpec),
  ErrorBudgetPolicy: resource(ours, "ErrorBudgetPolicy", policySpec),
} as const;

export type Settings = z.infer<typeof settingsSpec>;
export const defaultSettings: Settings = settingsSpec.parse({});
