export { intervalScore, meanAbsoluteError, naive2, seasonalScale, smape } from "./accuracy.ts";
export { type Band, type Forecast, type ForecastOptions, forecastSeries, type Score } from "./forecast.ts";
