export { type Breach, type BreachState, evaluateBreach, type Reading } from "./breach.ts";
export { type Burn, burnWindows, fastBurn } from "./burn.ts";
export { type BurnWindow, type Limit, type Objective, type Slo, sloSchema } from "./schema.ts";
export { countsIn, type KnownReading, type WindowCounts } from "./window.ts";
