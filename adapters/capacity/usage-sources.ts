import { resolve } from "node:path";
import type { MetricSource } from "../../core/aca/index.ts";
import type { UsageServer, UsageSource } from "../../core/capacity/index.ts";
import { cloudWatchSource } from "../cloudwatch/source.ts";
import { prometheusSource } from "../prometheus/index.ts";
import { readUsageCsv, type UsageFile } from "./csv.ts";

export interface SourcePlace {
  /** What file names are relative to. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The source that an entry of capacity/sources.yaml names; nothing is asked yet. */
export function usageSource(server: UsageServer, { dir, env }: SourcePlace): UsageSource {
  switch (server.type) {
    case "prometheus": {
      const caFile = server.caFile === undefined ? undefined : resolve(dir, server.caFile);
      return onGrid(prometheusSource({ ...server, caFile, environment: env }));
    }
    case "cloudwatch":
      return onGrid(cloudWatchSource(server));
    case "csv":
      return csvSource(server, dir);
  }
}

/** A source that answers one sample a step. */
function onGrid(source: MetricSource): UsageSource {
  return {
    read: async (query, window, signal) => {
      const answer = await source.samples(query, window, signal);
      if (answer.outcome !== "data") return { outcome: answer.outcome, text: answer.text };
      const start = Math.ceil(window.start / window.step) * window.step;
      const at = Float64Array.from(answer.samples, (_, i) => start + i * window.step);
      return { outcome: "data", points: { at, value: Float64Array.from(answer.samples, (v) => v ?? Number.NaN) } };
    },
  };
}

/** A file is read once; what is wrong in it is thrown as bad input, with its line. */
function csvSource({ file, timeUnit }: Extract<UsageServer, { type: "csv" }>, dir: string): UsageSource {
  let read: Promise<UsageFile> | undefined;
  return {
    read: async (query, { start, end }) => {
      read ??= readUsageCsv(resolve(dir, file), file, { unit: timeUnit, clock: null });
      const found = (await read).series.find(({ id }) => id === query);
      const inside = found ? [...found.at.keys()].filter((i) => found.at[i]! >= start && found.at[i]! < end) : [];
      if (found === undefined || inside.length === 0)
        return { outcome: "nodata", text: `${file} has ${found ? "no points of" : "no series"} ${query} in that time` };
      const pick = (values: Float64Array): Float64Array => Float64Array.from(inside, (i) => values[i]!);
      return { outcome: "data", points: { at: pick(found.at), value: pick(found.value) } };
    },
  };
}
