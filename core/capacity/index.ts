export { intervalScore, meanAbsoluteError, naive2, seasonalScale, smape } from "./accuracy.ts";
export {
  allowanceOf,
  type BudgetApproval,
  type Budgets,
  budgetApprovalDigest,
  budgetApprovalSchema,
  budgetsSchema,
  type CostRange,
  costOf,
  endOfApproval,
} from "./budget.ts";
export { type ChosenAmount, explainOutcome } from "./explain.ts";
export { type Band, type Forecast, type ForecastOptions, forecastSeries, type Score } from "./forecast.ts";
export { type IngestedSeries, type UsageServer, type UsageSources, usageSourcesSchema } from "./ingest/schema.ts";
export type { UsageOutcome, UsagePoints, UsageSource, UsageWindow } from "./ingest/source.ts";
export { merged, type TidyReport, tidy } from "./ingest/tidy.ts";
export { type CapacityInputs, capacityInputs, inputsDigest, type SizedResource, sizedResources } from "./inputs.ts";
export { type CapacityProblem, judgeInputs, money } from "./judge-inputs.ts";
export { type DaysToLimit, daysToLimit } from "./limit.ts";
export { type InputsRequest, makeInputs, sizedBy } from "./make-inputs.ts";
export { type PlannedSeries, planSeries } from "./plan/plan-series.ts";
export { type PlannedService, planServices } from "./plan/plan-service.ts";
export { type Quarter, quarterOf } from "./plan/quarter.ts";
export { type ForecastPlot, forecastPlot, number as shortAmount } from "./plot.ts";
export { type PrepareOptions, prepareSeries } from "./prepare.ts";
export { findSeasons, naturalSeasons } from "./seasons.ts";
export {
  type GridSeries,
  type Note,
  type Prepared,
  type RawSeries,
  type Refusal,
  type SeriesName,
  seriesName,
} from "./series.ts";
export {
  type ForecastPoint,
  forecastPoints,
  forecastRaw,
  type SeriesOutcome,
  type SeriesRequest,
} from "./series-forecast.ts";
export { rollDays, type SizingOutcome, sizeRequest, vpaRequest } from "./sizing.ts";
export { amountText, capacitySummary, resourceName } from "./summary-markdown.ts";
export { type WallClock, wallClock } from "./wall-clock.ts";
