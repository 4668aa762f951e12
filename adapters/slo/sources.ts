import type { SeriesSource } from "../../core/slo/index.ts";
import { fileSeries } from "./file-series.ts";
import { prometheusSeries } from "./prometheus-series.ts";

/** Every source behind one port: a metric says which it is of. */
export function openSeries(options: {
  readonly root: string;
  readonly prometheus: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): SeriesSource {
  const sources = {
    file: fileSeries(options.root),
    prometheus: prometheusSeries(options.prometheus, options.environment),
  };
  return {
    resolution: (metric) => sources[metric.type].resolution(metric),
    read: (metric, ...rest) => sources[metric.type].read(metric, ...rest),
  };
}
