import type { Model } from "./model.ts";

/** How fast older seasons and older levels are forgotten, each as the share kept a season. */
const MEMORIES = [0.3, 0.6, 0.85, 1] as const;
const LEVELS = [0, 0.5, 1] as const;

/**
 * Calendar profile: each phase of the season is the weighted mean of its past values, moved by a share of how much the
 * last day lay above its own profile. Memory and share are those with the least mean absolute error on the fit part.
 *
 * @param season Points a season (168 for a week of hours).
 * @param recent Points over which the present level is compared (24 for a day of hours).
 */
export function profile(season: number, recent: number): Model {
  return {
    name: `profile-${season}`,
    minimum: 2 * season + recent,
    forecast: (y, fitEnd, origins, horizon) => {
      let best = { memory: 0.6, share: 0.5, error: Number.POSITIVE_INFINITY };
      const trials = trialOrigins(fitEnd, season + recent, horizon);
      if (trials.length > 0)
        for (const memory of MEMORIES)
          for (const share of LEVELS) {
            let error = 0;
            for (const origin of trials) {
              const mean = project(y, origin, horizon, season, recent, memory, share);
              for (let h = 0; h < horizon; h++) error += Math.abs(mean[h]! - y[origin + h]!);
            }
            if (error < best.error) best = { memory, share, error };
          }
      return origins.map((origin) => project(y, origin, horizon, season, recent, best.memory, best.share));
    },
  };
}

/** Origins whose whole horizon lies before `end`, at most 16, evenly spread. */
export function trialOrigins(end: number, first: number, horizon: number, most = 16): number[] {
  const last = end - horizon;
  if (last < first) return [];
  const step = Math.max(1, Math.floor((last - first) / most));
  const origins: number[] = [];
  for (let origin = last; origin >= first; origin -= step) origins.push(origin);
  return origins.reverse();
}

function project(
  y: Float64Array,
  origin: number,
  horizon: number,
  season: number,
  recent: number,
  memory: number,
  share: number,
): Float64Array {
  const at = (index: number): number => {
    let [sum, weight, w] = [0, 0, 1];
    for (let i = index; i >= 0; i -= season, w *= memory) {
      if (i >= origin) continue;
      sum += w * y[i]!;
      weight += w;
    }
    return sum / weight;
  };
  let gap = 0;
  for (let i = origin - recent; i < origin; i++) {
    // The profile of that point as it was known a season before, so that the point does not explain itself.
    gap += y[i]! - (i - season >= 0 ? at(i - season) : y[i]!);
  }
  const move = (share * gap) / recent;
  const answer = new Float64Array(horizon);
  for (let h = 0; h < horizon; h++) {
    let index = origin + h;
    while (index >= origin) index -= season;
    answer[h] = at(index) + move;
  }
  return answer;
}
