import * as z from "zod";
import { description, metadata, openSlo, resource, resourceName } from "./metadata.ts";
import { connectionDetails, metric } from "./metric.ts";

/**
 * The kinds of OpenSLO v1 (https://github.com/OpenSLO/OpenSLO, README of v1). Unknown keys are errors; what is known
 * there and not to us is named by the resolver.
 */
export const sliSpec = z
  .strictObject({
    description,
    thresholdMetric: metric.optional(),
    ratioMetric: z
      .strictObject({
        counter: z.boolean().optional(),
        good: metric.optional(),
        bad: metric.optional(),
        total: metric.optional(),
        rawType: z.enum(["success", "failure"]).optional(),
        raw: metric.optional(),
      })
      .optional(),
  })
  .superRefine(({ thresholdMetric, ratioMetric: ratio }, context) => {
    const refuse = (message: string, path: string[], next: string): void =>
      context.addIssue({ code: "custom", path, message, params: { code: "sli-metric", next } });
    if ((thresholdMetric === undefined) === (ratio === undefined))
      refuse("an indicator is either a thresholdMetric or a ratioMetric", [], "give one of the two");
    if (ratio === undefined) return;
    const { good, bad, total, raw, rawType } = ratio;
    if (raw !== undefined) {
      if (good ?? bad ?? total) refuse("raw stands alone", ["ratioMetric"], "remove good, bad and total, or raw");
      if (rawType === undefined) refuse("raw needs rawType", ["ratioMetric"], "add rawType: success or failure");
    } else if (total === undefined || (good === undefined) === (bad === undefined))
      refuse("a ratio is total with either good or bad", ["ratioMetric"], "give total, and good or bad");
  });

const inlineSli = z.strictObject({ metadata, spec: sliSpec });

const objective = z.strictObject({
  displayName: z.string().optional(),
  op: z.enum(["lte", "gte", "lt", "gt"]).optional(),
  value: z.number().optional(),
  target: z.number().optional(),
  targetPercent: z.number().optional(),
  timeSliceTarget: z.number().gt(0).max(1).optional(),
  timeSliceWindow: z
    .union([z.number().gt(0), z.string()])
    .optional()
    .describe("a number is minutes"),
});

const condition = z.strictObject({
  kind: z.literal("burnrate").default("burnrate"),
  op: z.enum(["lte", "gte", "lt", "gt"]).default("gte"),
  threshold: z.number().gt(0),
  lookbackWindow: z.string(),
  alertAfter: z.string().default("0m"),
});
export const alertConditionSpec = z.strictObject({ description, severity: z.string().min(1), condition });

export const alertPolicySpec = z.strictObject({
  description,
  alertWhenNoData: z.boolean().optional(),
  alertWhenResolved: z.boolean().optional(),
  alertWhenBreaching: z.boolean().optional(),
  conditions: z
    .array(
      z.union([
        z.strictObject({ conditionRef: resourceName }),
        z.strictObject({ kind: z.literal("AlertCondition"), metadata, spec: alertConditionSpec }),
      ]),
    )
    .length(1),
  notificationTargets: z
    .array(
      z.union([
        z.strictObject({ targetRef: resourceName }),
        z.strictObject({
          kind: z.literal("AlertNotificationTarget").optional(),
          metadata: metadata.optional(),
          spec: z.strictObject({ target: z.string(), description }),
        }),
      ]),
    )
    .optional(),
});

export const sloSpec = z.strictObject({
  description,
  service: z.string().min(1),
  indicator: inlineSli.optional(),
  indicatorRef: resourceName.optional(),
  timeWindow: z
    .array(
      z.strictObject({
        duration: z.string(),
        isRolling: z.boolean().optional(),
        calendar: z.strictObject({ startTime: z.string(), timeZone: z.string() }).optional(),
      }),
    )
    .length(1, "expected exactly one time window"),
  budgetingMethod: z.enum(["Occurrences", "Timeslices", "RatioTimeslices"]),
  objectives: z.array(objective).min(1),
  alertPolicies: z
    .array(
      z.union([
        resourceName,
        z.strictObject({ alertPolicyRef: resourceName }),
        z.strictObject({ kind: z.literal("AlertPolicy"), metadata, spec: alertPolicySpec }),
      ]),
    )
    .optional(),
});

export const openSloKinds = {
  SLO: resource(openSlo, "SLO", sloSpec),
  SLI: resource(openSlo, "SLI", sliSpec),
  Service: resource(openSlo, "Service", z.strictObject({ description }).prefault({})),
  DataSource: resource(
    openSlo,
    "DataSource",
    z.strictObject({ description, type: z.string().min(1), connectionDetails }),
  ),
  AlertPolicy: resource(openSlo, "AlertPolicy", alertPolicySpec),
  AlertCondition: resource(openSlo, "AlertCondition", alertConditionSpec),
  AlertNotificationTarget: resource(
    openSlo,
    "AlertNotificationTarget",
    z.strictObject({ target: z.string(), description }),
  ),
} as const;
