import { type Budgets, type CostRange, costOf } from "../budget.ts";
import type { CapacityInputs, SizedResource } from "../inputs.ts";
import { sizedBy } from "../make-inputs.ts";
import type { PlannedSeries } from "./plan-series.ts";

/** What the series of one service need and cost in a quarter. */
export interface PlannedService {
  readonly service: string;
  readonly team: string | null;
  readonly series: readonly PlannedSeries[];
  /** Cents a month: at the mean, as planned (the upper end), at the upper end. Null without prices. */
  readonly cost: CostRange | null;
  /** What the budget allows a month, approvals included; null without a budget. */
  readonly allowedCents: number | null;
  readonly overBudget: boolean;
}

/** Groups series by service, in the order of their names, and prices them. */
export function planServices(
  series: readonly PlannedSeries[],
  budgets: Budgets | null,
  allowedCents: (service: string) => number | null,
): PlannedService[] {
  const services = [...new Set(series.map(({ service }) => service))].sort();
  return services.map((service) => {
    const own = series.filter((one) => one.service === service);
    const cost = budgets === null ? null : costOf(inputsOf(own), budgets);
    const allowed = allowedCents(service);
    return {
      service,
      team: budgets !== null && Object.hasOwn(budgets.services, service) ? budgets.services[service]!.team : null,
      series: own,
      cost,
      allowedCents: allowed,
      overBudget: cost !== null && allowed !== null && cost.chosen > allowed,
    };
  });
}

/** The amounts as capacity inputs, to be priced by the same function: planned is what the upper end needs. */
function inputsOf(series: readonly PlannedSeries[]): CapacityInputs {
  const resources: NonNullable<CapacityInputs["resources"]> = {};
  for (const one of series) {
    const sized = sizedBy(one);
    if (sized === null) continue;
    const amount = (value: number): number => Math.ceil(value * sized.factor);
    const name: SizedResource = sized.resource;
    resources[name] = {
      now: amount(one.now ?? 0),
      low: amount(one.low),
      mean: amount(one.mean),
      high: amount(one.high),
      chosen: amount(one.high),
      model: one.basis,
      coverage95Percent: 0,
      owaPercent: null,
      fallback: one.basis === "none",
    };
  }
  return { resources };
}
