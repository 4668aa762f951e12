/**
 * A way to forecast one series. The parameters are chosen on `y[0, fitEnd)`; the forecast from an origin uses only what
 * lies before that origin, so that a rolling-origin backtest is honest by construction.
 */
export interface Model {
  readonly name: string;
  /** Points below which the model has nothing to say: it is then left out. */
  readonly minimum: number;
  /**
   * @param y The series, gapless and finite.
   * @param fitEnd The first index that must not bear on the parameters.
   * @param origins Ascending indices ≥ fitEnd; from origin o the points o, o+1, … are forecast.
   * @returns One array of `horizon` means for each origin.
   */
  forecast(y: Float64Array, fitEnd: number, origins: readonly number[], horizon: number): Float64Array[];
}
