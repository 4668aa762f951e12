/** Residuals, each counted once however many origins see its point, that a phase of the day needs to count half. */
const PHASE_SHRINKAGE = 20;
const NEIGHBOURS = 2;
/** Points before an origin that say how much the series moves there, and ahead of it until that is forgotten by 1/e. */
const RECENT = 24;
/** What half a step away from "residuals grow with the level, and not with the movement" must gain in log-likelihood. */
const RELUCTANCE = 0.1;
/** How far one place may differ from the others: level, movement. */
const [MOST_LEVEL, MOST_MOVEMENT] = [10, Math.E];

/** What the bands of one series are drawn from. */
export interface Evidence {
  /** Gapless, finite. */
  readonly y: Float64Array;
  /** Points of the day; 1 for none. */
  readonly season: number;
  /** Points of the longest season; 1 for none. */
  readonly longest: number;
  /** Ascending. */
  readonly origins: readonly number[];
  /** What the forecast from each origin missed, [origin][h]. */
  readonly residuals: readonly Float64Array[];
}

/** A forecast to draw bands around; nothing from its origin on is looked at. */
export interface Place {
  readonly origin: number;
  readonly mean: Float64Array;
}

/** How large residuals are expected to be at a place: [h], ≥ 0. */
export type ScoreScale = (place: Place) => Float64Array;

/**
 * How large residuals are by step of the horizon, phase of the day, level and recent movement, so that what is left of
 * them after division is alike everywhere (locally weighted conformal scores: J. Lei et al., JASA 113, 2018).
 *
 * Residuals grow with the power 0, ½ or 1 of the level, which is half the mean of the season before the origin, half the
 * forecast itself; and with the power 0, ½ or 1 of how much the last points moved against the same phase a season
 * earlier, fading ahead. Both powers are those under which the residuals of the backtest are likeliest (Laplace), the
 * likelihood counted once per horizon's length of the history.
 */
export function scoreScale(evidence: Evidence): ScoreScale {
  const { y, origins, residuals } = evidence;
  const horizon = residuals[0]!.length;
  const places = origins.map((origin, o) => ({
    origin,
    mean: residuals[o]!.map((missed, h) => y[origin + h]! - missed),
  }));
  const ratios = surroundings(evidence, places);
  const near = places.map(ratios);
  const windows = seenPoints(evidence) / horizon;
  const under = (level: number, movement: number) => {
    const local = near.map((ratio) => localScale(ratio, level, movement));
    const byStep = stepScale(residuals, local);
    const byPhase = phaseScale(evidence, local, byStep);
    const cost = windows * unlikeliness(evidence, local, byStep, byPhase) + RELUCTANCE * (1 - level + movement);
    return { level, movement, byStep, byPhase, cost };
  };
  const better = (one: ReturnType<typeof under>, other: ReturnType<typeof under>) =>
    other.cost < one.cost ? other : one;
  const byLevel = [0.5, 0].map((power) => under(power, 0)).reduce(better, under(1, 0));
  const best = [0.5, 1].map((power) => under(byLevel.level, power)).reduce(better, byLevel);
  return (place) =>
    localScale(ratios(place), best.level, best.movement).map(
      (local, h) => local * best.byStep[h]! * best.byPhase[(place.origin + h) % evidence.season]!,
    );
}

/** Points of the history that the residuals tell of. */
export function seenPoints({ origins, residuals }: Evidence): number {
  return origins.at(-1)! - origins[0]! + residuals[0]!.length;
}

interface Ratio {
  readonly level: Float64Array;
  readonly movement: Float64Array;
}

/** Level and movement at a place in units of their mean over the origins; 1 where that is 0. */
function surroundings({ y, season, longest, origins, residuals }: Evidence, places: readonly Place[]) {
  const first = origins[0]!;
  const horizon = residuals[0]!.length;
  const span = [longest, season].find((points) => points > 1 && points <= first) ?? Math.min(horizon, first);
  const lag = 2 * season <= first ? season : 1;
  const levelBefore = (origin: number): number => meanOver(origin - span, origin, (i) => Math.abs(y[i]!));
  const movementBefore = (origin: number): number =>
    meanOver(Math.max(lag, origin - RECENT), origin, (i) => Math.abs(y[i]! - y[i - lag]!));
  const usualLevel = meanOver(0, places.length, (o) => levelBefore(places[o]!.origin));
  const usualMovement = meanOver(0, places.length, (o) => movementBefore(places[o]!.origin));
  const relative = (value: number, usual: number, most: number): number =>
    usual > 0 ? Math.min(most, Math.max(1 / most, value / usual)) : 1;
  return ({ origin, mean }: Place): Ratio => {
    const before = levelBefore(origin);
    const movement = Math.log(relative(movementBefore(origin), usualMovement, MOST_MOVEMENT));
    return {
      level: mean.map((value) => relative((Math.abs(value) + before) / 2, usualLevel, MOST_LEVEL)),
      movement: mean.map((_, h) => Math.exp(movement * Math.exp(-h / RECENT))),
    };
  };
}

function localScale({ level, movement }: Ratio, levelPower: number, movementPower: number): Float64Array {
  return level.map((value, h) => value ** levelPower * movement[h]! ** movementPower);
}

function stepScale(residuals: readonly Float64Array[], local: readonly Float64Array[]): Float64Array {
  const horizon = residuals[0]!.length;
  const means = new Float64Array(horizon);
  residuals.forEach((row, o) => {
    for (let h = 0; h < horizon; h++) means[h]! += Math.abs(row[h]!) / local[o]![h]! / residuals.length;
  });
  const pooled = meanOver(0, horizon, (h) => means[h]!);
  return means.map((_, h) => {
    const near = means.subarray(Math.max(0, h - NEIGHBOURS), h + NEIGHBOURS + 1);
    return 0.8 * (near.reduce((a, b) => a + b, 0) / near.length) + 0.2 * pooled;
  });
}

function phaseScale(evidence: Evidence, local: readonly Float64Array[], byStep: Float64Array): Float64Array {
  const { season, origins, residuals } = evidence;
  const sum = new Float64Array(season).fill(PHASE_SHRINKAGE);
  const count = new Float64Array(season).fill(PHASE_SHRINKAGE);
  if (season === 1) return sum.fill(1);
  // A point that several origins forecast says the same several times.
  const weight = Math.min(1, seenPoints(evidence) / (residuals.length * byStep.length));
  residuals.forEach((row, o) => {
    for (let h = 0; h < row.length; h++) {
      const size = byStep[h]! > 0 ? Math.abs(row[h]!) / byStep[h]! / local[o]![h]! : 0;
      for (let d = -1; d <= 1; d++) {
        const phase = (origins[o]! + h + d + season) % season;
        sum[phase]! += size * weight;
        count[phase]! += weight;
      }
    }
  });
  return sum.map((s, phase) => s / count[phase]!);
}

/** Minus the mean log-likelihood of the residuals as draws from Laplace distributions of these scales, up to a constant. */
function unlikeliness(
  { season, origins, residuals }: Evidence,
  local: readonly Float64Array[],
  byStep: Float64Array,
  byPhase: Float64Array,
): number {
  let [logs, sizes, count] = [0, 0, 0];
  residuals.forEach((row, o) => {
    for (let h = 0; h < row.length; h++) {
      const scale = local[o]![h]! * byStep[h]! * byPhase[(origins[o]! + h) % season]!;
      if (!(scale > 0)) continue;
      logs += Math.log(scale);
      sizes += Math.abs(row[h]!) / scale;
      count++;
    }
  });
  return count > 0 && sizes > 0 ? logs / count + Math.log(sizes / count) : 0;
}

function meanOver(from: number, to: number, value: (i: number) => number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += value(i);
  return to > from ? sum / (to - from) : 0;
}
