import type { Model } from "./model.ts";

/**
 * Growth towards a known ceiling: the model forecasts how full the rest still is, on the logit scale, so that growth
 * slows as it comes near and never passes it.
 *
 * @param ceiling In the series' unit, > 0.
 */
export function saturating(model: Model, ceiling: number): Model {
  // The logit of nothing and of all is infinite.
  const edge = 1e-3;
  return {
    name: `saturating-${model.name}`,
    minimum: model.minimum,
    forecast: (y, fitEnd, origins, horizon) => {
      const z = y.map((v) => {
        const share = Math.min(1 - edge, Math.max(edge, v / ceiling));
        return Math.log(share / (1 - share));
      });
      return model
        .forecast(z, fitEnd, origins, horizon)
        .map((row) => row.map((v) => ceiling / (1 + Math.exp(-Math.max(-30, Math.min(30, v))))));
    },
  };
}
