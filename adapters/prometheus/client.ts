import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import {
  failed,
  type Grid,
  type RangeAnswer,
  type RangeFailure,
  type RangeSeries,
  readMatrix,
  short,
} from "./answer.ts";
import { postForm } from "./post.ts";

export interface PrometheusOptions {
  /** The server's address, with a path where it has a prefix: `https://prometheus.example/prom`. */
  readonly url: string;
  /** PEM file of the authorities to trust. */
  readonly caFile?: string | undefined;
  /** The bearer token's file or environment variable; read anew for every request and never printed. */
  readonly bearerTokenFile?: string | undefined;
  readonly bearerTokenEnv?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** For one request; default 10,000 ms. */
  readonly timeoutMs?: number | undefined;
  /** Tries in all; default 3. */
  readonly attempts?: number | undefined;
  /** Before the second try, doubled before each further one; default 250 ms. */
  readonly backoffMs?: number | undefined;
}

/** The server gives at most 11,000 points a series for one query. */
const POINTS_A_QUERY = 10_000;
const MAXIMUM_BYTES = 256 * 1024 * 1024;

/** Evaluation times of [start, end): multiples of the step, so that the same window always asks for the same points. */
export function alignedGrid(window: { readonly start: number; readonly end: number; readonly step: number }): Grid {
  const start = Math.ceil(window.start / window.step) * window.step;
  return { start, step: window.step, points: Math.max(0, Math.ceil((window.end - start) / window.step)) };
}

/** Range queries over the HTTP API of Prometheus and of what speaks it (Thanos, Mimir, VictoriaMetrics). */
export class PrometheusClient {
  readonly #options: PrometheusOptions;

  constructor(options: PrometheusOptions) {
    this.#options = options;
  }

  /**
   * Evaluates a query at every time of the grid. Connection failures, timeouts, 429 and 5xx are tried again with a
   * growing pause. Failures are outcomes; never throws.
   */
  async range(query: string, grid: Grid, signal?: AbortSignal): Promise<RangeAnswer> {
    const merged = new Map<string, RangeSeries>();
    for (let from = 0; from < grid.points; from += POINTS_A_QUERY) {
      const points = Math.min(POINTS_A_QUERY, grid.points - from);
      const part: Grid = { start: grid.start + from * grid.step, step: grid.step, points };
      const answer = await this.#patiently(query, part, signal);
      if (answer.outcome === "error") return answer;
      for (const { labels, values } of answer.series) {
        const key = JSON.stringify(Object.entries(labels).sort());
        const whole = merged.get(key) ?? { labels, values: new Float64Array(grid.points).fill(Number.NaN) };
        whole.values.set(values, from);
        merged.set(key, whole);
      }
    }
    return { outcome: "data", series: [...merged.values()] };
  }

  async #patiently(query: string, grid: Grid, signal: AbortSignal | undefined): Promise<RangeAnswer> {
    const { attempts = 3, backoffMs = 250 } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#once(query, grid, signal);
      if (answer.outcome === "data" || !answer.retriable || attempt >= attempts) return answer;
      try {
        await sleep(backoffMs * 2 ** (attempt - 1), undefined, signal ? { signal } : {});
      } catch {
        return failed("stopped", "the query was stopped", true);
      }
    }
  }

  async #once(query: string, grid: Grid, signal: AbortSignal | undefined): Promise<RangeAnswer> {
    const { url, caFile, timeoutMs = 10_000 } = this.#options;
    let token: string | undefined;
    try {
      token = await this.#token();
      const ca = caFile === undefined ? undefined : await readFile(caFile, "utf8");
      const timeout = AbortSignal.timeout(timeoutMs);
      const form = new URLSearchParams({
        query,
        start: String(grid.start / 1000),
        end: String((grid.start + (grid.points - 1) * grid.step) / 1000),
        step: String(grid.step / 1000),
        timeout: `${timeoutMs}ms`,
      });
      try {
        const { status, body } = await postForm(endpoint(url), form, {
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
          ca,
          maxBytes: MAXIMUM_BYTES,
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        });
        return hide(status === 200 ? readMatrix(body, grid) : refusal(status, body), token);
      } catch (error) {
        if (signal?.aborted) return failed("stopped", "the query was stopped", true);
        if (timeout.aborted) return failed("timed-out", `no answer within ${timeoutMs} ms`, true);
        return hide(failed("unreachable", `it cannot be reached: ${reasonOf(error)}`, true), token);
      }
    } catch (error) {
      return hide(failed("refused", `the connection cannot be prepared: ${reasonOf(error)}`, false), token);
    }
  }

  async #token(): Promise<string | undefined> {
    const { bearerTokenFile, bearerTokenEnv, environment = {} } = this.#options;
    if (bearerTokenFile !== undefined)
      return oneLine(await readFile(bearerTokenFile, "utf8"), "the bearer token's file");
    if (bearerTokenEnv !== undefined)
      return oneLine(environment[bearerTokenEnv] ?? "", `the variable ${bearerTokenEnv}`);
    return undefined;
  }
}

function endpoint(base: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/api/v1/query_range`;
  return url;
}

function oneLine(text: string, where: string): string {
  const token = text.trim();
  if (token === "") throw new Error(`${where} is empty`);
  if (/[^\x21-\x7e]/.test(token)) throw new Error(`${where} does not hold a token`);
  return token;
}

function refusal(status: number, body: string): RangeFailure {
  let told = "";
  try {
    const parsed = JSON.parse(body) as { error?: unknown };
    if (typeof parsed.error === "string") told = `: ${short(parsed.error)}`;
  } catch {
    // A proxy's page says nothing about the query.
  }
  const text = `it answered ${status}${told}`;
  if (status === 429 || status >= 500) return failed("server-error", text, true);
  if (status === 400 || status === 422) return failed("bad-query", text, false);
  return failed("refused", text, false);
}

/** A server may echo what it was sent. */
function hide(answer: RangeAnswer, token: string | undefined): RangeAnswer {
  if (answer.outcome === "data" || token === undefined) return answer;
  return { ...answer, text: answer.text.replaceAll(token, "[token]") };
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
