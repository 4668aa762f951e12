import type { MetricSource, SourceOutcome } from "../../core/aca/index.ts";
import { alignedGrid, PrometheusClient, type PrometheusOptions } from "./client.ts";

/**
 * A metric of one side is one series. Several are an error, since adding them up in some way would be a guess; none, or
 * nothing but NaN (an empty histogram's quantile), is no data. Infinities are kept: the judge calls them an error.
 */
export function prometheusSource(options: PrometheusOptions): MetricSource {
  const client = new PrometheusClient(options);
  return {
    samples: async (query, window, signal): Promise<SourceOutcome> => {
      const answer = await client.range(query, alignedGrid(window), signal);
      if (answer.outcome === "error")
        return { outcome: "error", text: `Prometheus: ${answer.text}`, resolved: query, retriable: answer.retriable };
      const [only, ...more] = answer.series;
      if (only === undefined) return { outcome: "nodata", text: "Prometheus has no such series", resolved: query };
      if (more.length > 0)
        return {
          outcome: "error",
          text: `the query gives ${more.length + 1} series; aggregate them to one`,
          resolved: query,
          retriable: false,
        };
      if (only.values.every((value) => Number.isNaN(value)))
        return { outcome: "nodata", text: "Prometheus has no values in that time", resolved: query };
      return {
        outcome: "data",
        samples: Array.from(only.values, (value) => (Number.isNaN(value) ? null : value)),
        resolved: query,
      };
    },
  };
}
