import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { debtFile } from "../../adapters/policy/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { keyOf } from "../../core/outbox/index.ts";
import {
  alertDebt,
  budgetDebt,
  type DebtItem,
  debtMessage,
  type Earlier,
  epicId,
  epicMessage,
  epicsOf,
  evaluate,
  type RankedDebt,
  rankDebt,
  type SloDefinition,
  slicesOf,
  stepOf,
  tailDebt,
} from "../../core/slo/index.ts";
import type { CommandContext } from "../cli/command.ts";
import { openOutbox } from "../cutover/announcer.ts";
import { readHistory } from "./history.ts";
import { type NoiseRequest, replayAll } from "./noise.ts";

/** A tail is looked at in steps no shorter: what lasts for days needs no more, and servers give less. */
const tailStepMs = 5 * 60_000;

export interface Backlog {
  readonly ranked: readonly RankedDebt[];
  /** What could not be read, and why: it is neither debt nor none. */
  readonly unread: readonly string[];
}

/** All debt of the definitions: budgets, tails and alerts, ranked. */
export async function readBacklog(request: NoiseRequest, root: string): Promise<Backlog> {
  const { definitions, service, source, now, historyMs, signal } = request;
  const items: DebtItem[] = [];
  const unread: string[] = [];
  for (const slo of definitions.slos.filter((one) => service === null || one.service === service)) {
    const read = await readHistory(slo, source, now, historyMs, signal);
    const status = evaluate(slo, read, now);
    if (read.outcome === "data") items.push(...budgetDebt(status, read.counts));
    if (status.state === "unknown") unread.push(`${slo.name}: ${status.reason}`);
    items.push(...(await tailsOf(slo, request, unread)));
  }
  const { replayed } = await replayAll(request);
  for (const one of replayed) {
    if (one.unread !== null) unread.push(`${one.name}: ${one.unread}`);
    if (one.score !== null) items.push(...alertDebt(one, one.score, one.firings, one.historyMs));
  }
  return { ranked: rankDebt(items, now, earlierOf(root)), unread: [...new Set(unread)] };
}

async function tailsOf(
  slo: SloDefinition,
  { source, now, historyMs, signal }: NoiseRequest,
  unread: string[],
): Promise<DebtItem[]> {
  const items: DebtItem[] = [];
  for (const tail of slo.tails) {
    const own = await source.resolution(tail.metric);
    const step = Math.max(tailStepMs, own ?? 0, slo.stepMs ?? 0, await stepOf(slo, source));
    const slices = slicesOf(now - historyMs, now, step);
    const answer = await source.read(tail.metric, "level", slices, signal);
    if (answer.outcome === "data") items.push(...tailDebt(slo, tail, answer.values, slices));
    else unread.push(`${tail.name} of ${slo.name}: ${answer.text}`);
  }
  return items;
}

/** When the items of the committed backlog began. @throws InputError `debt-file` when it is no backlog */
function earlierOf(root: string): Earlier {
  const file = join(root, debtFile);
  if (!existsSync(file)) return new Map();
  try {
    const { items } = JSON.parse(readFileSync(file, "utf8")) as { items: { id: string; since: string }[] };
    const entries = items.map(({ id, since }): [string, number] => [id, Date.parse(since)]);
    if (entries.every(([id, at]) => typeof id === "string" && Number.isFinite(at))) return new Map(entries);
  } catch {
    // Said below, in one way.
  }
  throw new InputError("debt-file", "this is no backlog", {
    file: debtFile,
    next: "bring it back from git, or delete it",
  });
}

/** The backlog as it is committed: what ages from run to run. */
export function writeBacklog(root: string, backlog: readonly RankedDebt[]): string {
  const file = join(root, debtFile);
  const items = backlog.map((item) => ({ ...item, since: new Date(item.since).toISOString() }));
  writeFileAtomic(file, `${JSON.stringify({ schemaVersion: "1.0", kind: "slo.backlog", items }, null, 2)}\n`);
  return file;
}

export interface Exported {
  readonly queued: number;
  readonly delivered: number;
  readonly pending: number;
}

/**
 * Opens an issue a service and one an item, through the sinks of notify.yaml that listen to `debt`. What is there
 * already is not opened again. Items wait until their epic is delivered, since they name it.
 *
 * @throws InputError `no-sink`
 */
export async function exportBacklog(
  context: CommandContext,
  root: string,
  backlog: readonly RankedDebt[],
): Promise<Exported> {
  const { outbox, config } = openOutbox(context, root);
  const sinks = config.sinks.filter(({ on }) => on.includes("debt")).map(({ name }) => name);
  if (sinks.length === 0)
    throw new InputError("no-sink", "no sink of notify.yaml listens to debt", {
      file: "notify.yaml",
      field: "sinks",
      next: "add on: [debt] to a sink; of kind github with labels: [slo-debt]",
    });
  const before = outbox.read().size;
  const epics = epicsOf(backlog);
  outbox.queue(sinks.flatMap((sink) => epics.map((epic) => epicMessage(epic, sink))));
  await outbox.flush();
  const known = outbox.read();
  outbox.queue(
    sinks.flatMap((sink) =>
      epics.flatMap(({ service, items }) => {
        const epic = known.get(keyOf({ id: epicId(service), sink }))?.delivered?.ref;
        return epic === undefined ? [] : items.map((item) => debtMessage(item, epic, sink));
      }),
    ),
  );
  await outbox.flush();
  const after = [...outbox.read().values()].filter(({ message }) => message.topic === "debt");
  const delivered = after.filter((item) => item.delivered !== null).length;
  return { queued: outbox.read().size - before, delivered, pending: after.length - delivered };
}
