export { type Breach, type BreachState, evaluateBreach, type Reading } from "./breach.ts";
export { type Limit, type Slo, sloSchema } from "./schema.ts";
