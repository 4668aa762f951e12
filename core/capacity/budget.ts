import * as z from "zod";
import type { CapacityInputs } from "./inputs.ts";

const micros = z.int().min(0).describe("millionths of a cent");

/** capacity/budgets.yaml: what a service may cost a month, what things cost, and who allowed more. */
export const budgetsSchema = z.strictObject({
  prices: z.strictObject({
    source: z.string().min(1).describe("where the prices come from"),
    date: z.iso.date(),
    microcentsPerMillicoreHour: micros,
    microcentsPerMebibyteHour: micros,
    microcentsPerStorageGibibyteHour: micros.default(0),
    microcentsPerMillionMessages: micros.default(0),
  }),
  services: z.record(z.string(), z.strictObject({ team: z.string().min(1), monthlyCents: z.int().min(0) })),
  approvals: z
    .array(
      z.strictObject({
        service: z.string().min(1),
        upToCents: z.int().min(0),
        by: z.string().min(1),
        ticket: z.string().min(1),
        until: z.iso.date(),
      }),
    )
    .default([]),
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
    // Replicas reserve whole ones: what their largest number reserves is paid for where that is chosen.
    const replicas = inputs.replicas === undefined ? 0 : inputs.replicas.max * inputs.replicas.millicoresEach;
    const millicores = key === "chosen" ? Math.max(replicas, amount("cpuMillicores")) : amount("cpuMillicores");
    const hourly =
      millicores * prices.microcentsPerMillicoreHour +
      (amount("memoryBytes") / MEBIBYTE) * prices.microcentsPerMebibyteHour +
      (amount("storageBytes") / MEBIBYTE / 1024) * prices.microcentsPerStorageGibibyteHour +
      ((amount("messagesPerSecond") * 3600) / 1e6) * prices.microcentsPerMillionMessages;
    return Math.ceil((hourly * HOURS_A_MONTH) / 1e6);
  };
  return { mean: at("mean"), chosen: at("chosen"), high: at("high") };
}

/** The most that a service may cost now: its budget, or what is approved above it and has not run out. Null: no budget. */
export function allowanceOf(service: string, budgets: Budgets, now: number): number | null {
  const budget = Object.hasOwn(budgets.services, service) ? budgets.services[service]!.monthlyCents : null;
  if (budget === null) return null;
  const DAY = 86_400_000;
  const approved = budgets.approvals.filter((a) => a.service === service && now < Date.parse(a.until) + DAY);
  return approved.reduce((most, { upToCents }) => Math.max(most, upToCents), budget);
}
