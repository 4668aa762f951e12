/** Weight of a point halves with this many days of age: two days see a weekly change late, but do not chase a bad hour. */
const HALF_LIFE_DAYS = 2;
/** Added to what the history shows, since tomorrow has hours that it lacks. */
const MARGIN = 1.05;
/** Points older than this many half-lives weigh less than half a percent. */
const REACH = 8;

/**
 * How much to reserve for the next day, so that waste and breaches together cost least: over the recent history
 * (exponentially weighted) it minimises mean reserve that lies idle, in units of the mean usage, plus `breachPrice`
 * times the share of time in which usage is above the reserve.
 *
 * A fixed quantile, as the Vertical Pod Autoscaler takes it, pays the same for every workload: much where the tail is
 * long and little can be won, too little where a few percent would end the breaches.
 *
 * @param history Usage, ≥ 0, oldest first, not empty.
 * @param perDay Points a day.
 * @param breachPrice How many times the mean usage, reserved in vain all the time, a workload that is always in breach
 *   would be worth; > 0. 3 is cautious, 10 very much so.
 */
export function sizeRequest(history: Float64Array, perDay: number, breachPrice: number): number {
  const halfLife = HALF_LIFE_DAYS * perDay;
  const length = Math.min(history.length, Math.ceil(halfLife * REACH));
  const points = Array.from({ length }, (_, age) => ({
    value: history[history.length - 1 - age]!,
    weight: 2 ** (-age / halfLife),
  })).sort((a, b) => a.value - b.value);
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  const mean = points.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
  if (!(mean > 0)) return 0;
  let [least, best, below, usage] = [Number.POSITIVE_INFINITY, 0, 0, 0];
  points.forEach(({ value, weight }, i) => {
    below += weight;
    usage += weight * value;
    if (points[i + 1]?.value === value) return;
    const idle = (below * value - usage) / total / mean;
    const cost = idle + breachPrice * (1 - below / total);
    if (cost < least) [least, best] = [cost, value];
  });
  return best * MARGIN;
}

/**
 * What the Vertical Pod Autoscaler's recommender asks for CPU: the 90th percentile of usage with a half-life of a day,
 * plus 15 %. Its buckets of 5 % width are left out, which favours it.
 * Source: kubernetes/autoscaler, vertical-pod-autoscaler/pkg/recommender (target-cpu-percentile, recommendation-margin).
 */
export function vpaRequest(history: Float64Array, perDay: number, percentile = 0.9): number {
  const length = Math.min(history.length, perDay * 12);
  const points = Array.from({ length }, (_, age) => ({
    value: history[history.length - 1 - age]!,
    weight: 2 ** (-age / perDay),
  })).sort((a, b) => a.value - b.value);
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  for (const { value, weight } of points) {
    below += weight;
    if (below >= percentile * total) return value * 1.15;
  }
  return (points.at(-1)?.value ?? 0) * 1.15;
}

export interface SizingOutcome {
  /** Share of points above the reserve. */
  readonly breaches: number;
  /** Idle reserve in units of the mean usage. */
  readonly waste: number;
}

/** Applies a rule day by day: each day's reserve from what came before it. The first `warmUp` days only teach. */
export function rollDays(
  usage: Float64Array,
  perDay: number,
  warmUp: number,
  rule: (history: Float64Array) => number,
): SizingOutcome {
  let [over, idle, sum, count] = [0, 0, 0, 0];
  for (let start = warmUp * perDay; start < usage.length; start += perDay) {
    const reserve = rule(usage.subarray(0, start));
    for (const value of usage.subarray(start, start + perDay)) {
      if (value > reserve) over++;
      else idle += reserve - value;
      sum += value;
      count++;
    }
  }
  return { breaches: count === 0 ? 0 : over / count, waste: sum === 0 ? 0 : idle / sum };
}
