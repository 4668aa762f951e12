export type { Alternative, Method } from "./alternative.ts";
export { cliffsDelta } from "./cliffs-delta.ts";
export { hodgesLehmann, hodgesLehmannSorted, type Shift } from "./hodges-lehmann.ts";
export { holm } from "./holm.ts";
export { type KolmogorovSmirnovResult, kolmogorovSmirnov, kolmogorovSmirnovPooled } from "./ks.ts";
export { exactWithin, type MannWhitneyResult, mannWhitneyPooled, mannWhitneyU } from "./mann-whitney.ts";
export { normalCdf, normalQuantile, normalSf } from "./normal.ts";
export { type Pooled, pool, sorted, tieCount } from "./pooled.ts";
