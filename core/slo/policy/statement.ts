import * as z from "zod";
import { digestOf } from "../../ledger/index.ts";
import { rfc3339 } from "../../time/index.ts";
import { periodMs, type SloDefinition } from "../definitions/index.ts";
import { type SloStatus, sloStates } from "../status/index.ts";

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const instant = z.iso.datetime();

const entry = z.strictObject({
  name: z.string(),
  service: z.string(),
  state: z.enum(sloStates),
  reason: z.string(),
  target: z.number(),
  periodMs: z.number(),
  indicator: digest.describe("of indicator and method: what was measured"),
  spent: z.number().nullable(),
  coverage: z.number(),
  dataEnd: instant.nullable().describe("a policy's statementHours count from here"),
});

/**
 * slo/budget.json: what was known of the error budgets when `maestro slo status --write` ran. A pack and a program have
 * no network, so it is what they judge by; the digest shows that it was not edited, the policy says how long it holds.
 */
export const statementSchema = z.strictObject({
  schemaVersion: z.literal("1.0"),
  kind: z.literal("slo.budget-statement"),
  generatedAt: instant,
  slos: z.array(entry).max(10_000),
  digest,
});
export type BudgetStatement = z.infer<typeof statementSchema>;
export type StatementEntry = BudgetStatement["slos"][number];

/** Of everything but the digest itself. */
export function statementDigest({ digest: _, ...said }: Omit<BudgetStatement, "digest"> & { digest?: string }) {
  return digestOf(said);
}

/** What an SLO measures and how, whatever its target. */
export function indicatorDigest({ indicator, method }: SloDefinition): string {
  return digestOf({ indicator: JSON.parse(JSON.stringify(indicator)), method });
}

/** @param now epoch ms */
export function makeStatement(statuses: readonly SloStatus[], now: number): BudgetStatement {
  const said = {
    schemaVersion: "1.0" as const,
    kind: "slo.budget-statement" as const,
    generatedAt: rfc3339(now),
    slos: statuses.map(
      ({ slo, state, reason, budget, coverage, data }): StatementEntry => ({
        name: slo.name,
        service: slo.service,
        state,
        reason,
        target: slo.target,
        periodMs: periodMs(slo.period),
        indicator: indicatorDigest(slo),
        spent: budget.spent === null ? null : Number(budget.spent.toPrecision(6)),
        coverage: Number(coverage.toPrecision(6)),
        dataEnd: data && rfc3339(data.end),
      }),
    ),
  };
  return { ...said, digest: statementDigest(said) };
}
