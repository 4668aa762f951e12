import type { Model } from "./model.ts";

/**
 * The same model on another scale, for series whose swings grow with their level: the series is transformed, forecast
 * and transformed back. Logarithm where all points are well above zero, else the square root of the distance from the
 * least point; both floors come from the fit part alone.
 */
export function onLogScale(model: Model): Model {
  return {
    name: `log-${model.name}`,
    minimum: model.minimum,
    forecast: (y, fitEnd, origins, horizon) => {
      let [low, sum] = [Number.POSITIVE_INFINITY, 0];
      for (let i = 0; i < fitEnd; i++) {
        low = Math.min(low, y[i]!);
        sum += Math.abs(y[i]!) / fitEnd;
      }
      // An offset keeps the logarithm tame near zero: a tenth of the mean, or what lifts the least point there.
      const offset = low > 0.05 * sum ? 0 : 0.1 * sum - Math.min(0, low) + 1e-12;
      const floor = 0.2 * (low + offset) + 1e-12;
      const z = y.map((v) => Math.log(Math.max(v + offset, floor)));
      let top = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < fitEnd; i++) top = Math.max(top, z[i]!);
      return model
        .forecast(z, fitEnd, origins, horizon)
        .map((row) => row.map((v) => Math.exp(Math.min(v, top + 2)) - offset));
    },
  };
}
