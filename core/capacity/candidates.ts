import { analog } from "./models/analog.ts";
import type { Model } from "./models/model.ts";
import { profile } from "./models/profile.ts";
import { regression } from "./models/regression.ts";
import { saturating } from "./models/saturating.ts";
import { onLogScale } from "./models/scaled.ts";
import { seasonalNaive } from "./models/seasonal-naive.ts";
import { smoothing } from "./models/smoothing.ts";
import { theta } from "./models/theta.ts";

/**
 * The models that may compete for a series.
 *
 * @param seasons Ascending, without 1; the first is the day where there are two (24, 168 for hours).
 * @param ceiling What the series cannot pass, where that is known: growth may then slow towards it.
 * @param fitEnd Points that the first fit may use: models that need more are left out.
 */
export function candidates(
  seasons: readonly number[],
  fitEnd: number,
  ceiling: number = Number.POSITIVE_INFINITY,
): Model[] {
  const usable = seasons.filter((season) => 2 * season <= fitEnd);
  const [day, week] = [usable[0], usable[1]];
  const plain: Model[] = [smoothing([], false), smoothing([], true)];
  const simple: Model[] = [seasonalNaive(1)];
  if (day !== undefined) {
    plain.push(smoothing([day], false), smoothing([day], true));
    plain.push(regression(day, day), analog(2 * day, day), analog(day, 1));
    simple.push(seasonalNaive(day), theta(day));
  } else simple.push(theta(1));
  if (day !== undefined && week !== undefined) {
    plain.push(smoothing([day, week], false), smoothing([day, week], true), smoothing([week], false));
    plain.push(profile(week, day), regression(day, week), analog(week, day));
    simple.push(seasonalNaive(week));
  } else if (day !== undefined) plain.push(profile(day, day));
  const slowing = Number.isFinite(ceiling) ? [theta(1), ...plain].map((model) => saturating(model, ceiling)) : [];
  return [...simple, ...plain, ...plain.map(onLogScale), ...slowing].filter((model) => model.minimum <= fitEnd);
}
