import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import type { MetricSource, SourceOutcome } from "../../core/aca/index.ts";

export interface CloudWatchOptions {
  readonly region: string;
  /** Another address than the region's own. */
  readonly endpoint?: string | undefined;
  /** By default the SDK's usual chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** For all pages of a query together; default 10,000 ms. */
  readonly timeoutMs?: number | undefined;
  /** Tries of each request in all, with the SDK's backoff; default 3. */
  readonly attempts?: number | undefined;
}

/**
 * Samples over GetMetricData. A query is a metric math or Metrics Insights expression that gives one series; the step is
 * a whole number of seconds. Partial data, messages, several series and times off the grid are errors.
 */
export function cloudWatchSource(options: CloudWatchOptions): MetricSource {
  const { region, endpoint, credentials, timeoutMs = 10_000, attempts = 3 } = options;
  const client = new CloudWatchClient({
    region,
    maxAttempts: attempts,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  return {
    samples: async (query, window, signal): Promise<SourceOutcome> => {
      const failed = (text: string, retriable: boolean): SourceOutcome => ({
        outcome: "error",
        text: `CloudWatch: ${text}`,
        resolved: query,
        retriable,
      });
      const { step } = window;
      if (step % 1000 !== 0) return failed(`a step of ${step} ms is not a whole number of seconds`, false);
      const start = Math.ceil(window.start / step) * step;
      const samples = new Array<number | null>(Math.max(0, Math.ceil((window.end - start) / step))).fill(null);
      const timeout = AbortSignal.timeout(timeoutMs);
      let token: string | undefined;
      try {
        do {
          const page = await client.send(
            new GetMetricDataCommand({
              MetricDataQueries: [{ Id: "m", Expression: query, Period: step / 1000 }],
              StartTime: new Date(start),
              EndTime: new Date(start + samples.length * step),
              ScanBy: "TimestampAscending",
              NextToken: token,
            }),
            { abortSignal: signal ? AbortSignal.any([signal, timeout]) : timeout },
          );
          const results = page.MetricDataResults ?? [];
          if (results.length > 1) return failed(`the query gives ${results.length} series; reduce them to one`, false);
          const told = [...(page.Messages ?? []), ...(results[0]?.Messages ?? [])].map((message) => message.Value);
          if (told.length > 0) return failed(told.join("; ").slice(0, 300), true);
          const [only] = results;
          const [times, values] = [only?.Timestamps ?? [], only?.Values ?? []];
          if (times.length !== values.length) return failed("times and values differ in number", false);
          for (const [i, time] of times.entries()) {
            const index = (time.getTime() - start) / step;
            if (!Number.isInteger(index) || index < 0 || index >= samples.length)
              return failed(`the time ${time.toISOString()} was not asked for`, false);
            samples[index] = values[i]!;
          }
          token = page.NextToken;
          const status = only?.StatusCode ?? "Complete";
          if (status !== "Complete" && token === undefined) return failed(`the data is ${status}`, true);
        } while (token !== undefined);
      } catch (error) {
        if (timeout.aborted) return failed(`no answer within ${timeoutMs} ms`, true);
        return failed(error instanceof Error ? `${error.name}: ${error.message}` : String(error), true);
      }
      if (samples.every((value) => value === null))
        return { outcome: "nodata", text: "CloudWatch has no values in that time", resolved: query };
      return { outcome: "data", samples, resolved: query };
    },
  };
}
