import { resolve } from "node:path";
import { cloudWatchSource } from "../../adapters/cloudwatch/source.ts";
import { prometheusSource } from "../../adapters/prometheus/index.ts";
import type { AcaConfig, MetricSource } from "../../core/aca/index.ts";

/** The servers of aca.yaml, by name; nothing is asked yet. @param dir what their file names are relative to */
export function openSources(
  config: AcaConfig,
  { dir, env }: { readonly dir: string; readonly env: Readonly<Record<string, string | undefined>> },
): Record<string, MetricSource> {
  const file = (name: string | undefined): string | undefined => (name === undefined ? undefined : resolve(dir, name));
  const entries = Object.entries(config.sources ?? {}).map(([name, server]): [string, MetricSource] => [
    name,
    server.type === "cloudwatch"
      ? cloudWatchSource(server)
      : prometheusSource({
          ...server,
          caFile: file(server.caFile),
          bearerTokenFile: file(server.bearerTokenFile),
          environment: env,
        }),
  ]);
  return Object.fromEntries(entries);
}
