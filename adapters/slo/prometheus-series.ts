import { InputError } from "../../core/errors/index.ts";
import type { Metric, SeriesSource } from "../../core/slo/index.ts";
import { PrometheusClient } from "../prometheus/index.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Series from Prometheus' range API. A slice's value is the one at its end: `increase(x[1m])` there is what happened in
 * it. A query has to give one series, since adding several up in some way would be a guess.
 *
 * @param server Address for metrics that name none.
 */
export function prometheusSeries(server: string | null, environment: Environment): SeriesSource {
  const clients = new Map<string, PrometheusClient>();
  const clientOf = (metric: Metric): { client: PrometheusClient; query: string } => {
    if (metric.type !== "prometheus") throw new TypeError("a Prometheus source reads queries");
    const place = metric.server ?? (server === null ? null : { url: server });
    if (place === null)
      throw new InputError("slo-source-missing", `no server is named for the query ${metric.query.slice(0, 80)}`, {
        field: "--prometheus",
        next: "add --prometheus URL, or a DataSource with connectionDetails.url",
      });
    const key = JSON.stringify(place);
    const client = clients.get(key) ?? new PrometheusClient({ ...place, environment });
    clients.set(key, client);
    return { client, query: metric.query };
  };
  return {
    resolution: async () => null,
    read: async (metric, form, { start, step, count }, signal) => {
      const { client, query } = clientOf(metric);
      const answer = await client.range(query, { start: start + step, step, points: count }, signal);
      if (answer.outcome === "error")
        return { outcome: "error", text: `Prometheus: ${answer.text}`, retriable: answer.retriable };
      const [only, ...more] = answer.series;
      const asked = query.length > 80 ? `${query.slice(0, 80)}…` : query;
      if (only === undefined)
        return {
          outcome: "nodata",
          text: `Prometheus has no series for ${asked}; where none means none, add "or vector(0)"`,
        };
      if (more.length > 0)
        return {
          outcome: "error",
          text: `${asked} gives ${more.length + 1} series; aggregate them to one`,
          retriable: false,
        };
      const values = only.values.map((value) => (Number.isFinite(value) ? value : Number.NaN));
      const negative = form === "level" ? 0 : values.filter((value) => value < 0).length;
      if (values.every((value) => Number.isNaN(value)))
        return { outcome: "nodata", text: `Prometheus has no values for ${asked} in that time` };
      const notes = negative > 0 ? [`${asked} is negative in ${negative} slices`] : [];
      return { outcome: "data", values, notes };
    },
  };
}
