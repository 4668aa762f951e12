import { money } from "../../../core/capacity/index.ts";
import { wordOption } from "../../aca/inline.ts";
import { usageFile } from "../../capacity/ingest.ts";
import { declareSeries, seriesRequest } from "../../capacity/options.ts";
import { planDocument, quarterOption, writePlan } from "../../capacity/plan.ts";
import type { Command } from "../command.ts";

/** Writes the plan of a quarter: exit 0, 1 when a service is over its budget, 3 when a series could not be planned. */
export const command: Command = {
  example: "maestro capacity plan --quarter 2026Q1",
  declare: (leaf) => {
    leaf
      .option("--quarter <quarter>", "such as 2026Q1")
      .option("--input <file>", "usage: CSV series,timestamp,value", usageFile)
      .option("--out <dir>", "folder of the plan; reports/capacity/plan-<quarter> unless told");
    declareSeries(leaf);
  },
  run: async (context, _args, options) => {
    const quarter = quarterOption(options.quarter, context.now());
    const plan = await writePlan(context, {
      quarter,
      input: String(options.input),
      out: options.out === undefined ? `reports/capacity/plan-${quarter.name}` : String(options.out),
      timeUnit: wordOption(options.timeUnit, "--time-unit", ["s", "ms"]) ?? "s",
      series: seriesRequest(options, 1),
    });
    const over = plan.services.filter(({ overBudget }) => overBudget);
    const bare = plan.services.some(({ series }) => series.some(({ basis }) => basis === "none"));
    const lines = plan.services.map(({ service, cost, allowedCents, overBudget }) => {
      const costs = cost === null ? "no prices" : `${money(cost.mean)} to ${money(cost.chosen)} a month`;
      const budget = allowedCents === null ? "no budget" : `${money(allowedCents)} allowed`;
      return `${service}: ${costs}, ${budget}${overBudget ? ": over budget" : ""}`;
    });
    const text = [...lines, ...plan.files.slice(-2).map((file) => `written: ${file}`)].join("\n");
    return { exitCode: over.length > 0 ? 1 : bare ? 3 : 0, document: planDocument(plan), text };
  },
};
