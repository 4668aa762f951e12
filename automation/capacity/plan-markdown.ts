import type { BudgetSources } from "../../adapters/policy/index.ts";
import {
  budgetApprovalDigest,
  money,
  type PlannedSeries,
  type PlannedService,
  type Quarter,
  shortAmount,
} from "../../core/capacity/index.ts";
import { escapeMarkdown, markdownTable } from "../../core/render/index.ts";

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
const safe = escapeMarkdown;

export interface PlanFacts {
  readonly quarter: Quarter;
  readonly generatedAt: number;
  readonly inputDigest: string;
  readonly services: readonly PlannedService[];
  readonly budgets: BudgetSources;
  /** The error-budget policy with its approvals, Markdown; null where the project has none. */
  readonly policy: string | null;
  /** Path of the plot of each series, below the plan's folder. */
  readonly plots: ReadonlyMap<string, string>;
}

/** The capacity and cost plan as a document: the whole first, then each service, budgets with approvals, policy. */
export function planMarkdown(facts: PlanFacts): string {
  const { quarter, generatedAt, services, budgets, policy } = facts;
  const [prices] = budgets.all;
  const over = services.filter(({ overBudget }) => overBudget);
  const known = services.filter(({ cost }) => cost !== null);
  const total = (key: "mean" | "chosen"): number => known.reduce((sum, { cost }) => sum + cost![key], 0);
  const verdict =
    over.length > 0
      ? `**Over budget: ${over.map(({ service }) => safe(service)).join(", ")}.**`
      : prices === undefined
        ? "There are no prices: add capacity/budgets.yaml to see costs."
        : "**Within every budget that is set.**";
  const head = [
    `# Capacity and cost plan ${quarter.name}`,
    `${day(quarter.start)} to ${day(quarter.end - 1)}; written ${new Date(generatedAt).toISOString()} from usage \`${facts.inputDigest}\`.`,
    verdict,
    ...(prices === undefined
      ? []
      : [
          `All services cost ${money(total("mean"))} a month at the mean and ${money(total("chosen"))} as planned, ${money(3 * total("chosen"))} in the quarter. Prices: ${safe(prices.prices.source)}, ${prices.prices.date}.`,
        ]),
    markdownTable(
      ["service", "team", "a month at the mean", "as planned", "allowed", ""],
      services.map(({ service, team, cost, allowedCents, overBudget }) => [
        safe(service),
        team === null ? "–" : safe(team),
        cost === null ? "–" : money(cost.mean),
        cost === null ? "–" : money(cost.chosen),
        allowedCents === null ? "no budget" : money(allowedCents),
        overBudget ? "**over budget**" : "",
      ]),
    ),
    "Planned is the upper end of what the quarter's highest day needs, so that it is there when that day comes.",
  ];
  const tail = [
    "## Budgets and approvals",
    ...budgetLines(budgets),
    "## Error-budget policy",
    policy === null ? "The project has none." : policy.replace(/^(#+) /gm, "##$1 "),
  ];
  return `${[...head, ...services.flatMap((one) => serviceLines(one, facts.plots)), ...tail].join("\n\n").trim()}\n`;
}

function serviceLines({ service, series }: PlannedService, plots: ReadonlyMap<string, string>): string[] {
  const rows = series.map((one) => {
    const amount = (value: number | null): string => (value === null ? "–" : shortAmount(value, 4));
    const basis = { forecast: "forecast", trend: "trend", none: "**rule only**" }[one.basis];
    return [
      safe(one.resource),
      safe(one.unit),
      amount(one.now),
      `${amount(one.low)} to ${amount(one.high)}, mean ${amount(one.mean)}`,
      `**${amount(one.high)}**`,
      basis,
    ];
  });
  return [
    `## ${safe(service)}`,
    markdownTable(
      ["resource", "unit", "peak of the last week", "highest day of the quarter", "planned", "known by"],
      rows,
    ),
    ...series.flatMap((one) => [...plotLine(one, plots), `${safe(one.id)}: ${safe(one.ground)}.`]),
  ];
}

function plotLine({ id }: PlannedSeries, plots: ReadonlyMap<string, string>): string[] {
  const path = plots.get(id);
  return path === undefined ? [] : [`![${safe(id)}](${path})`];
}

function budgetLines({ all, signed }: BudgetSources): string[] {
  const here = all.at(-1);
  if (here === undefined) return ["None are set: there is no capacity/budgets.yaml."];
  const approvals = here.approvals.map((one) => [
    safe(one.service),
    money(one.upToCents),
    safe(one.by),
    safe(one.ticket),
    one.until,
    signed.has(budgetApprovalDigest(one)) ? "signed" : "**not validly signed: does not count**",
  ]);
  return [
    markdownTable(
      ["service", "team", "budget a month"],
      Object.entries(here.services).map(([name, { team, monthlyCents }]) => [
        safe(name),
        safe(team),
        money(monthlyCents),
      ]),
    ),
    ...(approvals.length === 0
      ? ["Nothing above a budget is approved."]
      : [markdownTable(["service", "up to, a month", "approved by", "ticket", "until", ""], approvals)]),
  ];
}
