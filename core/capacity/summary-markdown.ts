import { escapeMarkdown, markdownTable } from "../render/index.ts";
import { type Budgets, costOf } from "./budget.ts";
import type { CapacityInputs, SizedResource } from "./inputs.ts";
import { money } from "./judge-inputs.ts";

const units: Readonly<Record<SizedResource, readonly [string, string, number]>> = {
  cpuMillicores: ["CPU", "millicores", 1],
  memoryBytes: ["memory", "MiB", 2 ** 20],
  storageBytes: ["storage", "GiB", 2 ** 30],
  ioPerSecond: ["IO", "operations a second", 1],
  messagesPerSecond: ["messages", "a second", 1],
};

/** An amount in the unit that people read it in: `1 200 millicores`, `512 MiB`. */
export function amountText(resource: SizedResource, value: number): string {
  const [, unit, factor] = units[resource];
  const scaled = value / factor;
  const digits = factor > 1 && scaled < 10 ? 2 : 0;
  return `${scaled.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009")} ${unit}`;
}

export function resourceName(resource: SizedResource): string {
  return units[resource][0];
}

/**
 * What a reviewer reads of a stack's capacity: now, forecast, chosen, replicas, and what a month costs against what is
 * allowed. Markdown lines; text from the config is escaped.
 *
 * @param budgets Null where the project has none.
 * @param allowedCents Null where the service has no budget.
 */
export function capacitySummary(
  inputs: CapacityInputs,
  budgets: Budgets | null,
  allowedCents: number | null,
): string[] {
  const rows = Object.entries(inputs.resources ?? {}).map(([key, one]) => {
    const name = key as SizedResource;
    const amount = (value: number): string => amountText(name, value);
    return [
      resourceName(name),
      amount(one.now),
      `${amount(one.low)} to ${amount(one.high)}, mean ${amount(one.mean)}`,
      `**${amount(one.chosen)}**`,
      one.fallback ? "a fallback rule" : `${one.coverage95Percent} %`,
      escapeMarkdown(one.model),
    ];
  });
  if (rows.length === 0) return ["None committed."];
  const lines = [
    markdownTable(["resource", "now", "forecast", "chosen", "backtest in the 95 % band", "model"], rows),
    "",
  ];
  const { replicas, override } = inputs;
  if (replicas)
    lines.push(`Replicas: ${replicas.min} to ${replicas.max} of ${replicas.millicoresEach} millicores each.`);
  if (budgets) {
    const { mean, chosen, high } = costOf(inputs, budgets);
    const allowed = allowedCents === null ? "no budget" : `${money(allowedCents)} allowed`;
    lines.push(
      `Cost a month: ${money(mean)} at the mean, **${money(chosen)} as chosen**, ${money(high)} at the upper end; ${allowed}. Prices: ${escapeMarkdown(budgets.prices.source)}, ${budgets.prices.date}.`,
    );
  } else lines.push("Cost: not known, there is no capacity/budgets.yaml.");
  if (inputs.dataStart && inputs.dataEnd)
    lines.push(`Data: ${inputs.dataStart} to ${inputs.dataEnd}; the forecast expires at ${inputs.expiresAt}.`);
  if (override)
    lines.push(
      `Override until ${override.until} by ${escapeMarkdown(override.by)}: ${escapeMarkdown(override.reason)}.`,
    );
  return lines;
}
