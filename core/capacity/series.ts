/** One series as it came: points in the order of the source. */
export interface RawSeries {
  /** `service/resource/unit`; the last two may be absent. */
  readonly id: string;
  /** Epoch milliseconds, or wall-clock milliseconds where a zone is given; any order. */
  readonly at: Float64Array;
  /** NaN where missing. */
  readonly value: Float64Array;
  /** Where each point stands in the source, from 1. */
  readonly row: Int32Array;
}

/** Why a series is not forecast; `row` is where that shows first, null where the whole series is meant. */
export interface Refusal {
  readonly code:
    | "no-values"
    | "too-short"
    | "too-many-gaps"
    | "constant"
    | "negative"
    | "unit-changed"
    | "irregular"
    | "not-finite"
    | "above-saturation";
  readonly text: string;
  readonly row: number | null;
}

/** Something that was mended before forecasting, or that a person should know. */
export interface Note {
  readonly code:
    | "gaps-filled"
    | "duplicates"
    | "late-points"
    | "counter-resets"
    | "trimmed"
    | "level-shift"
    | "outliers";
  readonly text: string;
  readonly row: number | null;
}

/** A series on a regular grid: point i is at start + i · step. */
export interface GridSeries {
  readonly id: string;
  readonly start: number;
  /** Milliseconds. */
  readonly step: number;
  /** Finite throughout. */
  readonly values: Float64Array;
  /** True where the value was filled in. */
  readonly filled: Uint8Array;
  readonly notes: readonly Note[];
}

export type Prepared =
  | { readonly ok: true; readonly series: GridSeries }
  | { readonly ok: false; readonly refused: Refusal };

export const refuse = (code: Refusal["code"], text: string, row: number | null): Prepared => ({
  ok: false,
  refused: { code, text, row },
});

export interface SeriesName {
  readonly service: string;
  readonly resource: string;
  readonly unit: string;
}

const UNITS: Readonly<Record<string, string>> = {
  cpu: "cores",
  memory: "bytes",
  disk: "bytes",
  storage: "bytes",
  io: "operations per second",
  network: "bytes per second",
  messages: "messages per second",
};

/** `orders/cpu/millicores` → its parts; what is not said is `usage`, and the unit by the resource, else `1`. */
export function seriesName(id: string): SeriesName {
  const [service = id, resource = "usage", ...unit] = id.split("/");
  return { service, resource, unit: unit.join("/") || UNITS[resource] || "1" };
}
