import type { MetricConfig } from "./schema.ts";

/** Why a source has no samples of a metric: it answered with none, or it did not answer. */
export interface MissingSamples {
  readonly outcome: "nodata" | "error";
  readonly text: string;
}

/** One metric's samples of one side in the order of time; null and NaN are missing values. */
export type Series = readonly (number | null)[] | Float64Array | MissingSamples;

/** Samples of one side by metric name. A metric that is not there has no data. */
export type MetricSamples = Readonly<Record<string, Series>>;

export type Cleaned =
  | { readonly outcome: "data"; readonly values: Float64Array; readonly missing: number }
  | { readonly outcome: "nodata"; readonly text: string; readonly missing: number }
  | { readonly outcome: "error"; readonly code: "source-error" | "not-finite" | "not-a-number"; readonly text: string };

/** Beyond this, squares and differences of samples would overflow. */
const LARGEST = 1e150;

/**
 * Applies the metric's policy for missing values. A side whose values are all missing has no data whatever the policy:
 * zeros made up from nothing would pass.
 */
export function clean(series: Series | undefined, nan: MetricConfig["nan"], side: "baseline" | "canary"): Cleaned {
  if (series === undefined) return { outcome: "nodata", text: `no ${side} samples`, missing: 0 };
  if (isMissing(series))
    return series.outcome === "nodata"
      ? { outcome: "nodata", text: `no ${side} samples: ${series.text}`, missing: 0 }
      : { outcome: "error", code: "source-error", text: `the ${side}'s source failed: ${series.text}` };
  const values = new Float64Array(series.length);
  let kept = 0;
  let missing = 0;
  for (let i = 0; i < series.length; i++) {
    const value = series[i];
    if (value === null || value === undefined || Number.isNaN(value)) {
      missing++;
      if (nan === "zero") values[kept++] = 0;
    } else if (typeof value !== "number") {
      return { outcome: "error", code: "not-a-number", text: `${side} value ${i + 1} is not a number` };
    } else if (!Number.isFinite(value)) {
      return { outcome: "error", code: "not-finite", text: `${side} value ${i + 1} is ${value}` };
    } else if (Math.abs(value) > LARGEST) {
      return { outcome: "error", code: "not-finite", text: `${side} value ${i + 1}, ${value}, is beyond ${LARGEST}` };
    } else {
      values[kept++] = value + 0;
    }
  }
  if (missing === series.length)
    return {
      outcome: "nodata",
      text: missing === 0 ? `no ${side} samples` : `all ${missing} ${side} values are missing`,
      missing,
    };
  return { outcome: "data", values: kept === values.length ? values : values.slice(0, kept), missing };
}

export function isMissing(series: Series): series is MissingSamples {
  return !Array.isArray(series) && "outcome" in series;
}
