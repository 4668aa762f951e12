import * as z from "zod";
import { digestOf } from "../ledger/index.ts";
import type { CapacityInputs } from "./inputs.ts";

const micros = z.int().min(0).describe("millionths of a cent");

/** More than its budget for one service. It counts only with a signed approval that is bound to this very entry. */
export const budgetApprovalSchema = z.strictObject({
  service: z.string().min(1),
  upToCents: z.int().min(0),
  by: z.string().min(1).describe("id of the approver in freeze/approvers.yaml"),
  ticket: z.string().min(1),
  until: z.iso.date().describe("the last day, UTC"),
});
export type BudgetApproval = z.infer<typeof budgetApprovalSchema>;

/** capacity/budgets.yaml: what a service may cost a month, what things cost, and who allowed more. */
export const budgetsSchema = z.strictObject({
  prices: z.strictObject({
    source: z.string().min(1).describe("where the prices come from"),
    date: z.iso.date(),
    microcentsPerMillicoreHour: micros,
    microcentsPerMebibyteHour: micros,
    microcentsPerStorageGibibyteHour: micros.default(0),
    microcentsPerIoHour: micros.default(0).describe("for each provisioned operation a second"),
    microcentsPerMillionMessages: micros.default(0),
  }),
  services: z.record(z.string(), z.strictObject({ team: z.string().min(1), monthlyCents: z.int().min(0) })),
  approvals: z.array(budgetApprovalSchema).default([]),
  approverRoles: z
    .array(z.string().min(1))
    .min(1)
    .default(["finops"])
    .describe("the roles of freeze/approvers.yaml that may approve more than the budget"),
});
export type Budgets = z.infer<typeof budgetsSchema>;

const HOURS_A_MONTH = 730;
const MEBIBYTE = 2 ** 20;

export interface CostRange {
  /** Cents a month at the forecast's mean, at what is chosen, and at the upper end of the forecast. */
  readonly mean: number;
  readonly chosen: number;
  readonly high: number;
}

/** What the inputs cost a month of 730 hours. Whole cents, rounded up. */
export function costOf(inputs: CapacityInputs, { prices }: Budgets): CostRange {
  const at = (key: "mean" | "chosen" | "high"): number => {
    const amount = (name: keyof NonNullable<CapacityInputs["resources"]>): number =>
      inputs.resources?.[name]?.[key] ?? 0;
    // Replicas reserve whole ones: what their largest number reserves is paid for, whatever the forecast says.
    const replicas = inputs.replicas === undefined ? 0 : inputs.replicas.max * inputs.replicas.millicoresEach;
    const millicores = key === "mean" ? amount("cpuMillicores") : Math.max(replicas, amount("cpuMillicores"));
    const hourly =
      millicores * prices.microcentsPerMillicoreHour +
      (amount("memoryBytes") / MEBIBYTE) * prices.microcentsPerMebibyteHour +
      (amount("storageBytes") / MEBIBYTE / 1024) * prices.microcentsPerStorageGibibyteHour +
      amount("ioPerSecond") * prices.microcentsPerIoHour +
      ((amount("messagesPerSecond") * 3600) / 1e6) * prices.microcentsPerMillionMessages;
    return Math.ceil((hourly * HOURS_A_MONTH) / 1e6);
  };
  return { mean: at("mean"), chosen: at("chosen"), high: at("high") };
}

/** Digest of an entry of `approvals`, to which its signature is bound as `budget`. */
export function budgetApprovalDigest(entry: BudgetApproval): `sha256:${string}` {
  return digestOf({ ...entry });
}

/** First instant after an approval's last day, epoch milliseconds. */
export function endOfApproval({ until }: Pick<BudgetApproval, "until">): number {
  return Date.parse(until) + 86_400_000;
}

/**
 * The most that a service may cost now: its budget, or what is approved above it and has not run out. Null: no budget.
 *
 * @param signed Digests of the entries of `approvals` whose signatures hold; an entry that nobody signed is a wish.
 */
export function allowanceOf(
  service: string,
  budgets: Budgets,
  signed: ReadonlySet<string>,
  now: number,
): { readonly cents: number; readonly approval: BudgetApproval | null } | null {
  if (!Object.hasOwn(budgets.services, service)) return null;
  const { monthlyCents } = budgets.services[service]!;
  const approval = budgets.approvals
    .filter((a) => a.service === service && now < endOfApproval(a) && signed.has(budgetApprovalDigest(a)))
    .reduce<BudgetApproval | null>((most, a) => (a.upToCents > (most?.upToCents ?? monthlyCents) ? a : most), null);
  return { cents: approval?.upToCents ?? monthlyCents, approval };
}
