import { readFileSync } from "node:fs";

type Side = "two-sided" | "less" | "greater";

export interface GoldenCase {
  readonly kind: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly u: number;
  readonly mwu: Record<Side, { auto: number; asymptotic: number; uncorrected: number | null; exact?: number }>;
  readonly ks: Record<Side, { statistic: number; exact: number; asymptotic: number | null }>;
}

export interface Golden {
  readonly versions: Record<string, string>;
  readonly cases: readonly GoldenCase[];
  readonly fisher: readonly { table: [number, number, number, number]; p: Record<Side, number> }[];
  readonly rates: readonly { events: [number, number]; exposure: [number, number]; p: Record<Side, number> }[];
  readonly special: {
    readonly normalSf: readonly [number, number][];
    readonly normalQuantile: readonly [number, number][];
    readonly kolmogorovSf: readonly [number, number, number][];
    readonly incompleteBeta: readonly [number, number, number, number][];
    readonly logGamma: readonly [number, number][];
  };
}

export const sides: readonly Side[] = ["two-sided", "less", "greater"];

/** What SciPy answered; made by test/fixtures/scipy/generate.py. */
export const golden = JSON.parse(
  readFileSync(new URL("../../fixtures/scipy/golden.json", import.meta.url), "utf8"),
) as Golden;
