import type { RouterStats } from "./stats.ts";

/** The stats in the Prometheus text format 0.0.4; latencies in seconds. */
export function exposition(stats: RouterStats): string {
  const lines: string[] = [];
  const family = (name: string, type: string, help: string): void => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
  };
  const of = ({ group, color, version }: RouterStats["groups"][number]): string =>
    `group="${group}",color="${color}",version="${escaped(version)}"`;

  family("router_generation", "gauge", "Generation of the traffic rule in force.");
  if (stats.generation !== null) lines.push(`router_generation ${stats.generation}`);
  family("router_requests_total", "counter", "Answers by status.");
  for (const group of stats.groups)
    for (const [status, count] of Object.entries(group.statuses))
      lines.push(`router_requests_total{${of(group)},status="${status}"} ${count}`);
  family("router_errors_total", "counter", "Requests that the router itself failed, by reason.");
  for (const group of stats.groups)
    for (const [reason, count] of Object.entries(group.routerErrors))
      lines.push(`router_errors_total{${of(group)},reason="${reason}"} ${count}`);
  family("router_in_flight", "gauge", "Requests in flight.");
  for (const group of stats.groups) lines.push(`router_in_flight{${of(group)}} ${group.inFlight}`);
  family("router_request_duration_seconds", "histogram", "From the request's headers to the end of the answer.");
  for (const group of stats.groups) {
    const { counts, count, sumMs } = group.latency;
    for (const [index, bound] of stats.upperBoundsMs.entries())
      lines.push(`router_request_duration_seconds_bucket{${of(group)},le="${bound / 1000}"} ${counts[index]}`);
    lines.push(`router_request_duration_seconds_bucket{${of(group)},le="+Inf"} ${count}`);
    lines.push(`router_request_duration_seconds_sum{${of(group)}} ${sumMs / 1000}`);
    lines.push(`router_request_duration_seconds_count{${of(group)}} ${count}`);
  }
  family("router_mirrored_total", "counter", "Copies sent to the mirrored color, by what became of them.");
  for (const outcome of ["sent", "dropped", "failed"] as const)
    lines.push(`router_mirrored_total{outcome="${outcome}"} ${stats.mirror[outcome]}`);
  return `${lines.join("\n")}\n`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
