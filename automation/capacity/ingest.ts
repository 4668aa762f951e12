import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { readUsageCsv, usageSource } from "../../adapters/capacity/index.ts";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { parseYamlFile } from "../../adapters/yaml/index.ts";
import {
  type IngestedSeries,
  merged,
  type TidyReport,
  tidy,
  type UsageOutcome,
  type UsagePoints,
  type UsageSources,
  type UsageWindow,
  usageSourcesSchema,
} from "../../core/capacity/index.ts";
import { InputError, OutsideError } from "../../core/errors/index.ts";
import { rfc3339 } from "../../core/time/index.ts";
import { numberOption } from "../aca/inline.ts";
import type { CommandContext } from "../cli/command.ts";

export const usageFile = "capacity/usage.csv";
export const sourcesFile = "capacity/sources.yaml";
/** Questions at one time to all sources together. */
const AT_ONCE = 4;

export interface IngestRequest {
  readonly config: string;
  readonly out: string;
  readonly window: { readonly start: number; readonly end: number };
}

export interface IngestedReport extends TidyReport {
  readonly id: string;
  readonly source: string;
  /** New beside what the file had, and corrected. */
  readonly added: number;
  readonly changed: number;
  /** Why there is nothing; null where there is. */
  readonly nodata: string | null;
}

export interface Ingested {
  readonly file: string;
  readonly window: { readonly start: string; readonly end: string };
  readonly stepSeconds: number;
  readonly series: readonly IngestedReport[];
}

/** @throws InputError naming the option. */
export function ingestRequest(options: Readonly<Record<string, unknown>>, now: number): IngestRequest {
  const end = options.end === undefined ? now : instant(options.end, "--end");
  if (options.start !== undefined && options.last !== undefined)
    throw new InputError("bad-option", "--last and --start exclude each other", { field: "--last", next: "give one" });
  const days = numberOption(options.last, "--last", 0.01, 3660, 35);
  const start = options.start === undefined ? end - days * 86_400_000 : instant(options.start, "--start");
  if (!(start < end))
    throw new InputError("bad-option", "--end must be after --start", { field: "--end", next: "give a later --end" });
  return {
    config: String(options.sources ?? sourcesFile),
    out: String(options.out ?? usageFile),
    window: { start, end },
  };
}

function instant(raw: unknown, field: string): number {
  const text = String(raw);
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(at)) return at;
  throw new InputError("bad-option", `${field} ${JSON.stringify(text)} is not an instant`, {
    field,
    next: `write ${field} 2026-01-01T00:00:00Z`,
  });
}

/**
 * Asks every source for its series and merges the answers into the committed usage file. All or nothing: a source that
 * fails leaves the file as it was.
 *
 * @throws InputError for sources.yaml or a CSV; OutsideError `usage-source` when a source cannot be asked.
 */
export async function ingest(context: CommandContext, request: IngestRequest): Promise<Ingested> {
  const config = await readConfig(context.cwd, request.config);
  const step = config.stepSeconds * 1000;
  const window = { start: Math.ceil(request.window.start / step) * step, end: request.window.end, step };
  const answers = await askAll(context, config, window);
  const out = resolve(context.cwd, request.out);
  const stored = new Map<string, UsagePoints>();
  if (existsSync(out))
    for (const { id, at, value } of (await readUsageCsv(out, request.out, { unit: "s", clock: null })).series)
      stored.set(id, { at, value });
  const series = config.series.map(({ id, source, counter }, i): IngestedReport => {
    const answer = answers[i]!;
    const { points, report } = tidy(answer.outcome === "data" ? answer.points : NOTHING, step, counter);
    const { points: whole, added, changed } = merged(stored.get(id) ?? NOTHING, points);
    if (whole.at.length > 0) stored.set(id, whole);
    const nodata = report.points > 0 ? null : answer.outcome === "data" ? "it gave no value" : answer.text;
    return { id, source, ...report, added, changed, nodata };
  });
  await mkdir(dirname(out), { recursive: true });
  if (stored.size > 0) writeFileAtomic(out, csvOf(stored));
  return {
    file: request.out,
    window: { start: rfc3339(window.start), end: rfc3339(window.end) },
    stepSeconds: config.stepSeconds,
    series,
  };
}

const NOTHING: UsagePoints = { at: new Float64Array(), value: new Float64Array() };

async function readConfig(cwd: string, name: string): Promise<UsageSources> {
  let text: string;
  try {
    text = await readFile(resolve(cwd, name), "utf8");
  } catch (cause) {
    throw new InputError("file-missing", `cannot be read: ${(cause as Error).message}`, {
      file: name,
      cause,
      next: `write ${sourcesFile}, as docs/guides/capacity.md shows, or give --sources`,
    });
  }
  return parseYamlFile(text, name, usageSourcesSchema);
}

async function askAll(context: CommandContext, config: UsageSources, window: UsageWindow): Promise<UsageOutcome[]> {
  const place = { dir: context.cwd, env: context.env };
  const sources = Object.fromEntries(
    Object.entries(config.sources).map(([name, server]) => [name, usageSource(server, place)]),
  );
  const answers = new Array<UsageOutcome>(config.series.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < config.series.length; i = next++) {
      context.signal.throwIfAborted();
      const one = config.series[i]!;
      const answer = await sources[one.source]!.read(one.query, window, context.signal);
      if (answer.outcome === "error") throw outage(one, answer.text);
      answers[i] = answer;
      context.progress(`${i + 1} of ${config.series.length} series asked`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

function outage({ id, source }: IngestedSeries, text: string): OutsideError {
  return new OutsideError("usage-source", `${id} from ${source}: ${text}`, {
    field: id,
    next: "look at the source, then ingest again; nothing was changed",
  });
}

/** Sorted by series and time, so that a diff shows what is new. */
function csvOf(stored: ReadonlyMap<string, UsagePoints>): string {
  const lines = ["series,timestamp,value"];
  for (const [id, { at, value }] of [...stored].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = /[",]/.test(id) ? `"${id.replaceAll('"', '""')}"` : id;
    for (const [i, time] of at.entries()) {
      const text = Number.isNaN(value[i]!) ? "" : String(Number(value[i]!.toPrecision(7)));
      lines.push(`${name},${new Date(time).toISOString().replace(".000Z", "Z")},${text}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

export function ingestText({ file, series }: Ingested): string {
  const lines = series.map((one) => {
    if (one.nodata !== null) return `${one.id}: nothing, ${one.nodata}`;
    const found = [
      [one.missing, `missing (at most ${one.longestGap} in a row)`],
      [one.duplicates, "doubled"],
      [one.late, "late"],
      [one.resets, "resets of the counter"],
      [one.notFinite, "not finite"],
      [one.negative, "negative"],
      [one.changed, "corrected"],
    ].flatMap(([count, what]) => (Number(count) > 0 ? [`${count} ${what}`] : []));
    return `${one.id}: ${one.points} points, ${one.added} new${found.length > 0 ? `; ${found.join(", ")}` : ""}`;
  });
  return [...lines, `written to ${join(file)}`].join("\n");
}
