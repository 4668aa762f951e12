import {
  chiSquaredFit,
  confidenceSequence,
  cuped,
  effectOf,
  type Interval,
  type Moments,
  meanOf,
  proportionOf,
  type Summary,
  welchP,
} from "../stats/index.ts";
import type { Collection } from "./collect.ts";
import type { Experiment } from "./definition.ts";

/** Fewer subjects an arm, or fewer events of a proportion, and the sequence's normal limit does not hold yet. */
const minimumSubjects = 100;
const minimumEvents = 20;
/** From how many subjects an arm the ratio of the arms is tested, and how sure a mismatch must be. */
const srmFrom = 8;
export const srmAlpha = 0.001;
const multipleShare = 0.01;

export interface MetricResult {
  readonly name: string;
  readonly effect: number | null;
  readonly interval: Interval | null;
  readonly welchP: number | null;
  readonly cuped: { readonly theta: number; readonly reduction: number } | null;
  readonly status: "no-data" | "unclear" | "better" | "worse";
}

export interface GuardrailResult extends MetricResult {
  readonly margin: number;
  readonly breached: boolean;
}

export interface Analysis {
  readonly samples: number;
  readonly arms: Readonly<Record<string, number>>;
  readonly srm: { readonly p: number; readonly mismatch: boolean };
  readonly multiple: { readonly subjects: number; readonly tooMany: boolean };
  readonly primary: MetricResult;
  readonly guardrails: readonly GuardrailResult[];
}

/**
 * Looks at what was collected. May be called after every observation: intervals are confidence sequences, α for the
 * primary metric, α shared among the guardrails; each guardrail is held to its harmful side alone. The ratio test
 * has no such guarantee: at p < 0.001 it is meant for planned looks.
 */
export function analyse(experiment: Experiment, collection: Collection): Analysis {
  const { samples } = collection;
  const [control, treatment] = experiment.arms as [Experiment["arms"][number], Experiment["arms"][number]];
  const counts = experiment.arms.map(({ name }) => collection.count(name));
  const tested = Math.min(...counts) >= srmFrom || samples >= 2 * srmFrom * experiment.arms.length;
  const srm = chiSquaredFit(
    counts,
    experiment.arms.map(({ weight }) => weight),
  );
  const of = (metric: Experiment["primary"], alpha: number): MetricResult => {
    const [a, b] = [collection.moments(control.name, metric.name), collection.moments(treatment.name, metric.name)];
    return metricResult(metric, a, b, alpha, experiment.tuning ?? Math.max(10, Math.round(experiment.samples.cap / 4)));
  };
  return {
    samples,
    arms: Object.fromEntries(experiment.arms.map(({ name }, i) => [name, counts[i]!])),
    srm: { p: srm.p, mismatch: tested && srm.p < srmAlpha },
    multiple: {
      subjects: collection.multiple,
      tooMany: samples >= minimumSubjects && collection.multiple > multipleShare * samples,
    },
    primary: of(experiment.primary, experiment.alpha),
    guardrails: experiment.guardrails.map((guardrail): GuardrailResult => {
      // One-sided at α/k: the two-sided sequence at twice that.
      const result = of(guardrail, (2 * experiment.alpha) / experiment.guardrails.length);
      const { interval } = result;
      const { margin } = guardrail;
      const breached =
        interval !== null && (guardrail.better === "lower" ? interval.low > margin : interval.high < -margin);
      return { ...result, margin, breached };
    }),
  };
}

function metricResult(
  metric: Experiment["primary"],
  a: Moments,
  b: Moments,
  alpha: number,
  tuning: number,
): MetricResult {
  const { name, kind, better } = metric;
  const enough =
    Math.min(a.n, b.n) >= minimumSubjects &&
    (kind === "mean" || (a.sum + b.sum >= minimumEvents && a.n + b.n - a.sum - b.sum >= minimumEvents));
  const none = { name, effect: null, interval: null, welchP: null, cuped: null, status: "no-data" } as const;
  if (!enough) return none;
  const adjusted = cuped(a, b);
  const summary = (m: Moments): Summary => (kind === "mean" ? meanOf(m) : proportionOf(m));
  const [x, y] = adjusted ? [adjusted.a, adjusted.b] : [summary(a), summary(b)];
  if (metric.effect === "relative" && !(Math.abs(x.mean) > 0)) return none;
  const effect = effectOf(x, y, metric.effect);
  if (!(effect.variance > 0) || !Number.isFinite(effect.estimate)) return none;
  const interval = confidenceSequence(effect, a.n + b.n, alpha, tuning);
  const [good, bad] =
    better === "lower" ? [interval.high < 0, interval.low > 0] : [interval.low > 0, interval.high < 0];
  return {
    name,
    effect: effect.estimate,
    interval,
    welchP: welchP(x, y).p,
    cuped: adjusted ? { theta: adjusted.theta, reduction: adjusted.reduction } : null,
    status: good ? "better" : bad ? "worse" : "unclear",
  };
}
