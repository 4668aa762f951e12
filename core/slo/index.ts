export { type Breach, type BreachState, evaluateBreach, type Reading } from "./breach.ts";
export { type Burn, burnWindows, fastBurn, paceWindows } from "./burn.ts";
export * from "./debt/index.ts";
export * from "./definitions/index.ts";
export * from "./noise/index.ts";
export * from "./policy/index.ts";
export { type BurnWindow, type Limit, type Objective, type Slo, sloSchema } from "./schema.ts";
export * from "./status/index.ts";
export { countsIn, type KnownReading, type WindowCounts } from "./window.ts";
