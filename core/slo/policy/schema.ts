import * as z from "zod";

/**
 * What may go out though the budget is spent. P0 and security as Google's example policy has them; the four after them
 * are its faults from outside: a network that all share, another team's service, traffic that the SLO is not for, and
 * events that were counted as bad though no user met them (The Site Reliability Workbook, 2018, appendix B).
 */
export const exceptionCategories = [
  "p0-fix",
  "security",
  "company-outage",
  "other-team",
  "out-of-scope-traffic",
  "misclassified",
] as const;
export type ExceptionCategory = (typeof exceptionCategories)[number];

const roles = z.array(z.string().min(1)).min(1).describe("roles of freeze/approvers.yaml, any of which may sign");

export const policySpec = z.strictObject({
  description: z.string().max(1050).optional(),
  owner: z.string().min(1).describe("the team that answers for the policy"),
  services: z.array(z.string().min(1)).min(1).optional().describe("whose releases it governs; all unless told"),
  environments: z
    .array(z.enum(["production", "staging", "dev"]))
    .min(1)
    .default(["production"])
    .describe("where it governs"),
  statementHours: z.int().min(1).max(168).default(24).describe("how long a budget statement holds after its data"),
  exceptions: z
    .array(z.strictObject({ category: z.enum(exceptionCategories), roles }))
    .default([])
    .describe("what goes out though the budget is spent, with a signed approval of this category"),
  override: z
    .strictObject({ roles, maxDays: z.int().min(1).max(31).default(7).describe("an override lasts no longer") })
    .optional()
    .describe("who may sign an override for anything else; nobody unless told"),
  approval: z.strictObject({ roles }).optional().describe("roles that must each approve the policy itself"),
  postmortemShare: z.number().gt(0).max(1).default(0.2).describe("of a budget spent by one incident: a review is due"),
  escalation: z.string().min(1).optional().describe("who decides where people differ"),
});
export type PolicySpec = z.infer<typeof policySpec>;
