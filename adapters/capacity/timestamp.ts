import type { WallClock } from "../../core/capacity/index.ts";
import { InputError } from "../../core/errors/index.ts";

export interface TimestampOptions {
  /** Of plain numbers. */
  readonly unit: "s" | "ms";
  /** Times are kept as wall-clock times where it is there, else as instants. */
  readonly clock: WallClock | null;
}

const local = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/;
const instant = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)$/;
const date = /^\d{4}-\d\d-\d\d$/;
const YEAR_1990 = 631_152_000_000;
const YEAR_2200 = 7_258_118_400_000;

/**
 * A time as a source writes it: an RFC 3339 instant, a local time (in the given zone, else UTC), a date, or seconds or
 * milliseconds since 1970.
 *
 * @throws InputError `bad-timestamp`, `timestamp-milliseconds`, `timestamp-seconds` or `no-such-time`, at the row.
 */
export function readTimestamp(text: string, options: TimestampOptions, file: string, line: number): number {
  const refuse = (code: string, message: string, next: string): never => {
    throw new InputError(code, message, { file, line, column: 1, field: "timestamp", next });
  };
  if (/^-?\d+(\.\d+)?$/.test(text)) return fromNumber(Number(text), options, refuse);
  const isLocal = local.test(text) || date.test(text);
  const parsed = isLocal
    ? Date.parse(date.test(text) ? `${text}T00:00:00Z` : `${text.replace(" ", "T")}Z`)
    : instant.test(text)
      ? Date.parse(text.replace(" ", "T"))
      : Number.NaN;
  if (Number.isNaN(parsed))
    return refuse("bad-timestamp", `${JSON.stringify(text)} is no time`, "write it as 2025-12-27T23:00:00Z");
  if (options.clock === null) return parsed;
  if (!isLocal) return options.clock.fromInstant(parsed);
  if (!options.clock.exists(parsed))
    return refuse(
      "no-such-time",
      `there is no ${text} in ${options.clock.zone}: clocks went forward`,
      "give the zone that the times were written in with --zone",
    );
  return parsed;
}

function fromNumber(
  value: number,
  { unit, clock }: TimestampOptions,
  refuse: (code: string, message: string, next: string) => never,
): number {
  const at = unit === "s" ? value * 1000 : value;
  if (at >= YEAR_1990 && at <= YEAR_2200) return clock === null ? at : clock.fromInstant(at);
  if (unit === "s" && value >= YEAR_1990 && value <= YEAR_2200)
    return refuse("timestamp-milliseconds", `${value} is milliseconds, not seconds`, "add --time-unit ms");
  if (unit === "ms" && value * 1000 >= YEAR_1990 && value * 1000 <= YEAR_2200)
    return refuse("timestamp-seconds", `${value} is seconds, not milliseconds`, "add --time-unit s");
  return refuse("bad-timestamp", `${value} ${unit} since 1970 is no time of this century`, "give --time-unit s or ms");
}
