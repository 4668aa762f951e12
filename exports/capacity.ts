/** `maestro-conductor/capacity`: forecasts of usage with honest bands, sizing, and the judgement of capacity inputs. Pure. */
export {
  type CapacityInputs,
  type CapacityProblem,
  capacityInputs,
  type Forecast,
  type ForecastOptions,
  forecastPoints,
  forecastRaw,
  forecastSeries as forecast,
  inputsDigest,
  judgeInputs,
  type RawSeries,
  type Refusal,
  type SeriesOutcome,
  type SeriesRequest,
  sizeRequest,
} from "../core/capacity/index.ts";
