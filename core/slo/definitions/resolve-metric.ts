import { knownZone, nearestZone } from "../../time/index.ts";
import { type Bag, Refused } from "./bag.ts";
import { type Metric, type MetricSourceSpec, sourceTypes, unsupportedSource } from "./metric.ts";

/** Settles where a metric comes from. @throws Refused at what is missing, contradicts itself or cannot be read */
export function metricOf(source: MetricSourceSpec, bag: Bag, document: number, path: readonly PropertyKey[]): Metric {
  const refuse = (field: readonly string[], code: string, message: string, next: string): never => {
    throw new Refused(document, [...path, ...field], code, message, next);
  };
  const { metricSourceRef, spec } = source;
  const found =
    metricSourceRef === undefined
      ? null
      : bag.get("DataSource", metricSourceRef, document, [...path, "metricSourceRef"]).value.spec;
  const type = source.type ?? found?.type;
  if (type === undefined)
    return refuse(
      [],
      "slo-source-missing",
      "the metric names neither a type nor a metricSourceRef",
      "add type: Prometheus or File",
    );
  if (found !== null && found.type.toLowerCase() !== type.toLowerCase())
    return refuse(
      ["type"],
      "slo-source-differs",
      `the DataSource is of type ${found.type}`,
      "remove type, or correct it",
    );
  if (unsupportedSource(type))
    return refuse(
      ["metricSourceRef"],
      "slo-source-unsupported",
      `the source ${type} cannot be read`,
      `use one of: ${sourceTypes.join(", ")}`,
    );
  const details = found?.connectionDetails ?? {};
  const excess = (keys: readonly (keyof typeof spec)[]): void => {
    for (const key of keys)
      if (spec[key] !== undefined)
        refuse(["spec", String(key)], "unknown-key", `${String(key)} says nothing to a ${type} source`, "remove it");
  };
  if (type.toLowerCase() === "prometheus") {
    excess(["column", "file", "zone", "timeUnit"]);
    const { url, caFile, bearerTokenFile, bearerTokenEnv } = details;
    if (found !== null && url === undefined)
      return refuse(
        ["metricSourceRef"],
        "slo-source-missing",
        "the DataSource names no url",
        "add connectionDetails.url",
      );
    const { query } = spec;
    if (query === undefined) return refuse(["spec"], "missing-key", "query is missing", "add query");
    return {
      type: "prometheus",
      query,
      server: url === undefined ? null : { url, caFile, bearerTokenFile, bearerTokenEnv },
    };
  }
  excess(["query"]);
  const file = spec.file ?? details.file;
  if (file === undefined) return refuse(["spec"], "missing-key", "file is missing", "add file");
  if (spec.column === undefined) return refuse(["spec"], "missing-key", "column is missing", "add column");
  const zone = spec.zone ?? details.zone ?? null;
  if (zone !== null && !knownZone(zone))
    return refuse(
      ["spec", "zone"],
      "unknown-zone",
      `there is no time zone ${JSON.stringify(zone)}`,
      `write ${nearestZone(zone) ?? "Europe/Berlin"}`,
    );
  return { type: "file", file, column: spec.column, zone, timeUnit: spec.timeUnit ?? details.timeUnit ?? "s" };
}
