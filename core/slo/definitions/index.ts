export type { DefinitionProblem } from "./bag.ts";
export {
  type BurnAlert,
  type Compare,
  type Definitions,
  holds,
  type Incident,
  type Indicator,
  type Method,
  type Policy,
  type SloDefinition,
  type Tail,
  type ThresholdAlert,
} from "./definition.ts";
export { spanText } from "./duration.ts";
export type { Metric } from "./metric.ts";
export { type Period, periodAt, periodMs, type Span } from "./period.ts";
export { resolveDefinitions } from "./resolve.ts";
export { definitionSchema, type ParsedResource, schemaOf } from "./resources.ts";
