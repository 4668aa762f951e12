import { mkdir } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileDigest, openUsageCsv } from "../../adapters/capacity/index.ts";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import {
  type CapacityInputs,
  type ChosenAmount,
  explainOutcome,
  forecastPlot,
  forecastRaw,
  type RawSeries,
  type SeriesOutcome,
  type SeriesRequest,
  sizedBy,
  wallClock,
} from "../../core/capacity/index.ts";
import { InputError } from "../../core/errors/index.ts";
import type { Markup } from "../../core/render/index.ts";
import { namespace } from "../../stacks/inputs.ts";
import type { CommandContext } from "../cli/command.ts";
import { tag } from "../cutover/report/html.ts";
import type { ForecastRequest } from "./options.ts";
import { page } from "./page.ts";

export interface Explanation {
  readonly id: string;
  readonly sentences: readonly string[];
  /** The plot, SVG; null where there is nothing to draw. */
  readonly plot: string | null;
}

export interface Explained {
  readonly file: string;
  /** False where the stack's inputs were made of other data than the file holds now; null without a stack. */
  readonly sameData: boolean | null;
  readonly explanations: readonly Explanation[];
}

/** Points of history that a plot shows at most: four times the forecast, a hundred at least. */
export const shown = (horizon: number): number => Math.max(100, 4 * horizon);

/**
 * Explains the numbers of a stack's capacity section, or of series by name, and writes them with plots as a page.
 *
 * @throws InputError when neither the stack nor --series names anything in the file.
 */
export async function explain(
  context: CommandContext,
  request: ForecastRequest,
  options: { readonly series: string | undefined; readonly out: string | undefined },
): Promise<Explained> {
  const stack = context.stack === undefined ? null : readStack(context, context.stack);
  if (stack === null && options.series === undefined)
    throw new InputError("missing-option", "--stack or --series is missing", {
      field: "--series",
      next: "name the stack whose numbers are asked for, or a series of the file",
    });
  const path = isAbsolute(request.input) ? request.input : join(context.cwd, request.input);
  const digest = await fileDigest(path, request.input);
  const { zone } = request.series;
  const clock = zone === null ? null : wallClock(zone);
  const usage = await openUsageCsv(path, request.input, { unit: request.timeUnit, clock });
  const explanations: Explanation[] = [];
  const seen: string[] = [];
  for await (const raw of usage.series) {
    seen.push(raw.id);
    const wanted = options.series === undefined ? raw.id.startsWith(`${stack!.service}/`) : raw.id === options.series;
    if (!wanted) continue;
    const outcome = forecastRaw(raw, request.series);
    explanations.push(explanationOf(raw, outcome, request.series, chosenOf(outcome, stack?.capacity ?? null)));
  }
  if (explanations.length === 0)
    throw new InputError("no-series", `there is no series of ${options.series ?? stack!.service} in it`, {
      file: request.input,
      field: "--series",
      next: `name one of ${seen.slice(0, 5).join(", ")}`,
    });
  const file = options.out ?? `reports/capacity/explain-${safe(context.stack ?? options.series!)}.html`;
  await mkdir(dirname(resolve(context.cwd, file)), { recursive: true });
  writeFileAtomic(resolve(context.cwd, file), explainedPage(stack?.service ?? options.series!, explanations));
  const sameData = stack?.capacity?.inputDigest === undefined ? null : stack.capacity.inputDigest === digest;
  return { file, sameData, explanations };
}

function safe(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]+/g, "-").slice(0, 80);
}

function readStack(context: CommandContext, stack: string): { service: string; capacity: CapacityInputs | null } {
  const file = StackFile.read(context.cwd, stack, namespace);
  const { service, capacity } = file.sections() as { service?: unknown; capacity?: CapacityInputs };
  if (typeof service === "string") return { service, capacity: capacity ?? null };
  throw new InputError("config-invalid", `${file.name} names no service`, {
    file: file.name,
    field: "service",
    next: `pulumi config set ${namespace}:service <name> --stack ${stack}`,
  });
}

/** What the stack provisions of it, in the unit of the series. */
function chosenOf(outcome: SeriesOutcome, capacity: CapacityInputs | null): ChosenAmount | null {
  const sized = sizedBy(outcome);
  const one = sized && capacity?.resources?.[sized.resource];
  if (!one) return null;
  return { chosen: one.chosen / sized.factor, low: one.low / sized.factor, high: one.high / sized.factor };
}

export function explanationOf(
  raw: RawSeries,
  outcome: SeriesOutcome,
  { horizon, limit, saturation }: SeriesRequest,
  chosen: ChosenAmount | null,
): Explanation {
  const { id, unit, path, peak } = outcome;
  const sentences = explainOutcome(outcome, chosen);
  if (path === null) return { id, sentences, plot: null };
  const lines = [
    { label: "peak below", value: peak!.value },
    ...(chosen === null ? [] : [{ label: "provisioned", value: chosen.chosen }]),
    ...(limit === null
      ? saturation === undefined
        ? []
        : [{ label: "ceiling", value: saturation }]
      : [{ label: "limit", value: limit }]),
  ];
  return {
    id,
    sentences,
    plot: forecastPlot({ title: id, unit, history: historyOf(raw, shown(horizon)), path, lines }),
  };
}

/** The last points in the order of time. */
export function historyOf({ at, value }: RawSeries, most: number): { at: Float64Array; value: Float64Array } {
  const order = [...at.keys()].sort((a, b) => at[a]! - at[b]!).slice(-most);
  return { at: Float64Array.from(order, (i) => at[i]!), value: Float64Array.from(order, (i) => value[i]!) };
}

export function explanationMarkup({ id, sentences, plot }: Explanation): Markup[] {
  return [
    tag("h2", {}, id),
    ...(plot === null ? [] : [tag("div", { class: "figure" }, { markup: plot })]),
    ...sentences.map((sentence) => tag("p", {}, sentence)),
  ];
}

function explainedPage(name: string, explanations: readonly Explanation[]): string {
  return page(`Capacity of ${name}`, [
    tag("h1", {}, `Why the capacity of ${name} is what it is`),
    ...explanations.flatMap(explanationMarkup),
  ]);
}

export function explainedText({ file, sameData, explanations }: Explained): string {
  const lines = explanations.flatMap(({ sentences }) => [...sentences, ""]);
  if (sameData === false) lines.push("The stack's inputs were made of other data than the file holds now.");
  return [...lines, `plots: ${file}`].join("\n");
}
