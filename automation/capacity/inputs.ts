import { resolve } from "node:path";
import { Document, Scalar, visit } from "yaml";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import { openLedger } from "../../adapters/ledger/index.ts";
import { budgetsFile, judgeByAll, readBudgets } from "../../adapters/policy/index.ts";
import {
  allowanceOf,
  type CapacityInputs,
  type CapacityProblem,
  type CostRange,
  costOf,
  inputsDigest,
  makeInputs,
} from "../../core/capacity/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { namespace } from "../../stacks/inputs.ts";
import type { CommandContext } from "../cli/command.ts";
import { personOf } from "../cutover/run.ts";
import { type ForecastRun, runForecast } from "./forecast.ts";
import type { ForecastRequest } from "./options.ts";

export interface WrittenInputs {
  readonly stackFile: string;
  readonly service: string;
  readonly capacity: CapacityInputs;
  readonly cost: CostRange | null;
  readonly budgetCents: number | null;
  readonly problems: readonly CapacityProblem[];
  readonly written: boolean;
}

/**
 * Forecasts a service's usage and writes it as the `capacity` section of its stack's config.
 *
 * @param dryRun Shows what would be written.
 * @throws InputError before anything is written: no stack, no service, no series of it.
 */
export async function writeInputs(
  context: CommandContext,
  request: ForecastRequest,
  millicoresEach: number,
  dryRun: boolean,
): Promise<WrittenInputs> {
  const { stack } = context;
  if (stack === undefined)
    throw new InputError("missing-option", "--stack is missing", {
      field: "--stack",
      next: "name the stack: --stack prod",
    });
  const file = StackFile.read(context.cwd, stack, namespace);
  const { service, capacity: before } = file.sections() as { service?: unknown; capacity?: CapacityInputs };
  if (typeof service !== "string")
    throw new InputError("config-invalid", `${file.name} names no service`, {
      file: file.name,
      field: "service",
      next: `pulumi config set ${namespace}:service <name> --stack ${stack}`,
    });
  const run = await runForecast(context, request);
  const made = makeInputs(run.series, {
    service,
    millicoresEach,
    generatedAt: context.now(),
    inputDigest: run.inputDigest,
  });
  if (made === null) throw noSeries(request.input, service, run);
  // The same forecast of the same data is the same section: only what was said anew makes a diff.
  const same = before?.inputDigest === made.inputDigest && before?.expiresAt === made.expiresAt;
  const capacity = same && before?.generatedAt ? regenerated(made, before.generatedAt) : made;
  const budgets = await readBudgets(resolve(context.cwd), context.now());
  const [first] = budgets.all;
  const result: WrittenInputs = {
    stackFile: file.name,
    service,
    capacity,
    cost: first === undefined ? null : costOf(capacity, first),
    budgetCents: strictest(budgets.all.map((one) => allowanceOf(service, one, budgets.signed, context.now())?.cents)),
    problems: judgeByAll(capacity, service, budgets, context.now()),
    written: !dryRun,
  };
  if (!dryRun) {
    record(context, stack, result);
    file.write({ capacity: quoted(capacity) });
  }
  return result;
}

/** What was decided, and what it costs against what is allowed, before the stack file changes. */
function record(context: CommandContext, stack: string, result: WrittenInputs): void {
  const { service, capacity, cost, budgetCents, problems } = result;
  const ledger = openLedger(context.stateDir, context.now, { purpose: "capacity inputs" });
  try {
    ledger.append({
      actor: personOf(),
      runId: null,
      kind: "capacity.written",
      body: {
        stack,
        service,
        digest: capacity.digest ?? null,
        inputDigest: capacity.inputDigest ?? null,
        cost,
        budgetCents,
        problems: problems.map(({ code }) => code),
      },
    });
  } finally {
    ledger.close();
  }
}

/** Null where there are no budgets, or one of them has none for the service. */
function strictest(allowed: readonly (number | undefined)[]): number | null {
  const known = allowed.filter((cents) => cents !== undefined);
  return known.length === 0 || known.length < allowed.length ? null : Math.min(...known);
}

/** The section with its texts in quotes: Pulumi would read a plain instant as YAML 1.1's timestamp and write it anew. */
function quoted(capacity: CapacityInputs): unknown {
  const document = new Document(capacity);
  visit(document, {
    Scalar: (key, node) => {
      if (key !== "key" && typeof node.value === "string") node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.contents;
}

function regenerated(made: CapacityInputs, generatedAt: string): CapacityInputs {
  const changed = { ...made, generatedAt };
  return { ...changed, digest: inputsDigest(changed) };
}

function noSeries(input: string, service: string, run: ForecastRun): InputError {
  const ids = run.series.map(({ id }) => id).slice(0, 5);
  return new InputError("no-series", `no series of ${service} has a known resource: ${ids.join(", ")}`, {
    file: input,
    field: "series",
    next: `name them ${service}/cpu/millicores, ${service}/memory/bytes, ${service}/storage/bytes, ${service}/io or ${service}/messages`,
  });
}

/** What a person reads: now, forecast, chosen, cost. */
export function inputsText(made: WrittenInputs): string {
  const lines = Object.entries(made.capacity.resources ?? {}).map(
    ([name, r]) =>
      `${name}: now ${r.now}, forecast ${r.low} to ${r.high} (mean ${r.mean}), chosen ${r.chosen}${r.fallback ? ", a fallback" : ""} (${r.model})`,
  );
  const { replicas } = made.capacity;
  if (replicas) lines.push(`replicas: ${replicas.min} to ${replicas.max} of ${replicas.millicoresEach} millicores`);
  if (made.cost)
    lines.push(
      `cost a month: ${(made.cost.mean / 100).toFixed(2)} at the mean, ${(made.cost.chosen / 100).toFixed(2)} chosen, ${(made.cost.high / 100).toFixed(2)} at most; budget ${made.budgetCents === null ? `none in ${budgetsFile}` : (made.budgetCents / 100).toFixed(2)}`,
    );
  for (const { code, text, next } of made.problems) lines.push(`[${code}] ${text}\n  next: ${next}`);
  lines.push(made.written ? `written to ${made.stackFile}` : `not written: --dry-run`);
  return lines.join("\n");
}
