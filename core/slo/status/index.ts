export { type BurnState, burnRate, burnStates, leastEvents } from "./burn-state.ts";
export { type Counts, Sums } from "./counts.ts";
export { evaluate, percent } from "./evaluate.ts";
export { burnDownPlot } from "./plot.ts";
export { type CountsOutcome, countsFrom, metricsOf, readCounts } from "./read-counts.ts";
export { type Slices, sliceStart, slicesOf } from "./slices.ts";
export type { SeriesForm, SeriesOutcome, SeriesSource } from "./source.ts";
export { type BurnDownPoint, type SloState, type SloStatus, sloStates } from "./status.ts";
export { stepOf } from "./step.ts";
