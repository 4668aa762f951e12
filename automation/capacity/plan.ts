import { mkdir } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { fileDigest, openUsageCsv } from "../../adapters/capacity/index.ts";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { readBudgets, readPolicyState } from "../../adapters/policy/index.ts";
import {
  allowanceOf,
  forecastPlot,
  type PlannedSeries,
  type PlannedService,
  planSeries,
  planServices,
  type Quarter,
  quarterOf,
  type SeriesRequest,
  wallClock,
} from "../../core/capacity/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { markdownHtml } from "../../core/render/index.ts";
import { policyMarkdown } from "../../core/slo/index.ts";
import { rfc3339 } from "../../core/time/index.ts";
import type { CommandContext } from "../cli/command.ts";
import { capacityPlanSchema } from "../documents/capacity.ts";
import { historyOf } from "./explain.ts";
import { page } from "./page.ts";
import { planMarkdown } from "./plan-markdown.ts";

export interface PlanRequest {
  readonly quarter: Quarter;
  readonly input: string;
  /** Folder of the plan. */
  readonly out: string;
  readonly timeUnit: "s" | "ms";
  readonly series: SeriesRequest;
}

export interface WrittenPlan {
  readonly quarter: Quarter;
  readonly files: readonly string[];
  readonly inputDigest: string;
  readonly services: readonly PlannedService[];
}

/** @throws InputError for anything that is no quarter, or one that is over. */
export function quarterOption(raw: unknown, now: number): Quarter {
  const quarter = typeof raw === "string" ? quarterOf(raw) : null;
  const next = "write --quarter 2026Q1";
  if (quarter === null)
    throw new InputError("bad-option", `--quarter ${JSON.stringify(raw ?? "")} is no quarter`, {
      field: "--quarter",
      next,
    });
  if (quarter.end <= now)
    throw new InputError("bad-option", `${quarter.name} is over`, { field: "--quarter", next: "name one to come" });
  return quarter;
}

/**
 * Plans each series of the usage file for a quarter, prices it against the budgets, and writes plan.md, plan.html and the
 * plots.
 */
export async function writePlan(context: CommandContext, request: PlanRequest): Promise<WrittenPlan> {
  const { quarter } = request;
  const root = resolve(context.cwd);
  const path = isAbsolute(request.input) ? request.input : join(root, request.input);
  const inputDigest = await fileDigest(path, request.input);
  const { zone } = request.series;
  const clock = zone === null ? null : wallClock(zone);
  const usage = await openUsageCsv(path, request.input, { unit: request.timeUnit, clock });
  const planned: PlannedSeries[] = [];
  for await (const raw of usage.series) {
    context.signal.throwIfAborted();
    // Days of the wall clock are days as they are.
    planned.push(planSeries(raw, quarter, { ...request.series, zone: null }));
    context.progress(`${planned.length} series`);
  }
  const now = context.now();
  const budgets = await readBudgets(root, now);
  const allowed = (service: string): number | null => {
    const all = budgets.all.map((one) => allowanceOf(service, one, budgets.signed, now)?.cents ?? null);
    const known = all.filter((cents) => cents !== null);
    return known.length === 0 || known.length < all.length ? null : Math.min(...known);
  };
  const services = planServices(planned, budgets.all[0] ?? null, allowed);
  const drawn = planned.filter((one) => one.path !== null);
  const plots = new Map(drawn.map(({ id }, i) => [id, `plots/${String(i + 1).padStart(3, "0")}-${safe(id)}.svg`]));
  const svgs = new Map(drawn.map((one) => [plots.get(one.id)!, plotOf(one)]));
  const state = await readPolicyState(root, now);
  const policy = state === null ? null : policyMarkdown(state);
  const facts = { quarter, generatedAt: now, inputDigest, services, budgets, policy, plots };
  const markdown = planMarkdown(facts);
  const html = page(`Capacity and cost plan ${quarter.name}`, [
    markdownHtml(markdown, (file) => (svgs.has(file) ? { markup: svgs.get(file)! } : null)),
  ]);
  const folder = resolve(root, request.out);
  await mkdir(join(folder, "plots"), { recursive: true });
  const files = new Map([...svgs, ["plan.md", markdown], ["plan.html", html]]);
  for (const [name, text] of files) writeFileAtomic(join(folder, name), text);
  return { quarter, files: [...files.keys()].map((name) => `${request.out}/${name}`), inputDigest, services };
}

function safe(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9._-]+/g, "-").slice(0, 80);
}

function plotOf({ id, unit, daily, path, basis, high }: PlannedSeries): string {
  return forecastPlot({
    title: `${id}: daily peaks`,
    unit: `${unit}, daily peaks`,
    history: historyOf(daily, 400),
    path: path!,
    bandText: basis === "trend" ? "range of the trend" : undefined,
    lines: [{ label: "planned", value: high }],
  });
}

/** What the command prints: amounts with seven digits, without the points. */
export function planDocument(plan: WrittenPlan) {
  const short = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(7)));
  return capacityPlanSchema.parse({
    quarter: { name: plan.quarter.name, start: rfc3339(plan.quarter.start), end: rfc3339(plan.quarter.end) },
    files: plan.files,
    inputDigest: plan.inputDigest,
    services: plan.services.map((service) => ({
      ...service,
      series: service.series.map(({ id, resource, unit, basis, now, low, mean, high, ground }) => ({
        ...{ id, resource, unit, basis, ground },
        ...{ now: short(now), low: short(low), mean: short(mean), high: short(high) },
      })),
    })),
  });
}
