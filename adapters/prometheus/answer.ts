/** One series on the grid that was asked for. */
export interface RangeSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** One value a step, NaN where the series has none; ±Infinity as the server gave it. */
  readonly values: Float64Array;
}

/** Evaluation times: `points` of them from `start` on, `step` apart, in epoch milliseconds. */
export interface Grid {
  readonly start: number;
  readonly step: number;
  readonly points: number;
}

export type RangeErrorCode =
  | "unreachable"
  | "timed-out"
  | "refused"
  | "bad-query"
  | "server-error"
  | "bad-answer"
  | "partial-data"
  | "stopped";

/** Why a range query gave no answer; an outcome, so that nobody takes an outage for a breach. */
export interface RangeFailure {
  readonly outcome: "error";
  readonly code: RangeErrorCode;
  readonly text: string;
  readonly retriable: boolean;
}

export type RangeAnswer = { readonly outcome: "data"; readonly series: readonly RangeSeries[] } | RangeFailure;

/**
 * Reads the body of a 200 of `/api/v1/query_range`. Anything that is not exactly a matrix of floats on the grid is an
 * error: a wrong result type, native histograms that were not reduced to numbers, values that are no numbers, times off
 * the grid. A warning says that data may be missing, which is an error too; what stands under `infos` is not.
 */
export function readMatrix(body: string, grid: Grid): RangeAnswer {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return bad("the answer is not JSON");
  }
  if (!isObject(value)) return bad("the answer is not an object");
  if (value.status !== "success")
    return failed("server-error", `the answer says ${short(value.error ?? value.status)}`, true);
  if (Array.isArray(value.warnings) && value.warnings.length > 0)
    return failed("partial-data", `the answer is not complete: ${short(value.warnings.join("; "))}`, true);
  const { data } = value;
  if (!isObject(data)) return bad("the answer has no data");
  if (data.resultType !== "matrix") return bad(`the result is a ${short(data.resultType)}, not a matrix`);
  if (!Array.isArray(data.result)) return bad("the result is not a list");
  const series: RangeSeries[] = [];
  for (const entry of data.result as unknown[]) {
    const read = readSeries(entry, grid);
    if (typeof read === "string") return bad(read);
    series.push(read);
  }
  return { outcome: "data", series };
}

function readSeries(entry: unknown, grid: Grid): RangeSeries | string {
  if (!isObject(entry) || !isObject(entry.metric)) return "a series has no labels";
  if (entry.histograms !== undefined)
    return "a series holds native histograms; reduce them to numbers, with histogram_quantile for instance";
  if (!Array.isArray(entry.values)) return "a series has no values";
  const values = new Float64Array(grid.points).fill(Number.NaN);
  let before = -1;
  for (const pair of entry.values as unknown[]) {
    if (!Array.isArray(pair) || pair.length !== 2) return "a value is not a pair of time and text";
    const [time, text] = pair as [unknown, unknown];
    if (typeof time !== "number" || !Number.isFinite(time)) return `the time ${short(time)} is not a number`;
    const index = Math.round((time * 1000 - grid.start) / grid.step);
    if (Math.abs(grid.start + index * grid.step - time * 1000) > 1 || index < 0 || index >= grid.points)
      return `the time ${time} was not asked for`;
    if (index <= before) return `the times are out of order at ${time}`;
    before = index;
    const number = typeof text === "string" ? parseValue(text) : undefined;
    if (number === undefined) return `the value ${short(text)} is not a number in quotes`;
    values[index] = number;
  }
  const labels = Object.fromEntries(Object.entries(entry.metric).map(([name, label]) => [name, String(label)]));
  return { labels, values };
}

const SPECIAL: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  "+Inf": Number.POSITIVE_INFINITY,
  Inf: Number.POSITIVE_INFINITY,
  "-Inf": Number.NEGATIVE_INFINITY,
};

function parseValue(text: string): number | undefined {
  if (Object.hasOwn(SPECIAL, text)) return SPECIAL[text];
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function failed(code: RangeErrorCode, text: string, retriable: boolean): RangeFailure {
  return { outcome: "error", code, text, retriable };
}

function bad(text: string): RangeFailure {
  return failed("bad-answer", text, false);
}

/** The server's words, kept short: they end in reports. */
export function short(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
