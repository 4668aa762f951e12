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
import type { Experiment } from "./definition.ts";
import { type MetricSequences, tuningOf } from "./sequences.ts";
import type { Tally } from "./tally.ts";

/** Fewer subjects an arm, or fewer events of a proportion, and the interval's normal limit does not hold yet. */
const minimumSubjects = 100;
const minimumEvents = 20;
/** From how many subjects an arm the ratio of the arms is tested, and how sure a mismatch must be. */
const srmFrom = 8;
export const srmAlpha = 0.001;
const multipleShare = 0.01;

export interface MetricResult {
  readonly name: string;
  readonly effect: number | null;
  /** Control's and treatment's, as they were seen; null before anybody was. */
  readonly means: readonly [number | null, number | null];
  /** Asymptotic confidence sequence of the effect, two-sided; an estimate, on which no ruling rests. */
  readonly interval: Interval | null;
  readonly welchP: number | null;
  readonly cuped: { readonly theta: number; readonly reduction: number } | null;
  /** Always-valid p-value of what is ruled: of a guardrail that it is worse by more than its margin. */
  readonly pValue: number;
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
 * Looks at what was collected. May be called after every observation: whether a metric is better or worse comes from its
 * betting sequences, which hold over all looks. The ratio test has no such guarantee: at p < 0.001 it is meant for
 * planned looks.
 *
 * @param multiple Subjects that were seen in more than one arm.
 */
export function analyse(experiment: Experiment, tally: Tally, multiple = 0): Analysis {
  const [control, treatment] = experiment.arms as [Experiment["arms"][number], Experiment["arms"][number]];
  const counts = experiment.arms.map(({ name }) => tally.count(name));
  const samples = counts.reduce((sum, n) => sum + n, 0);
  const tested = Math.min(...counts) >= srmFrom || samples >= 2 * srmFrom * experiment.arms.length;
  const srm = chiSquaredFit(
    counts,
    experiment.arms.map(({ weight }) => weight),
  );
  const of = (sequences: MetricSequences, alpha: number): MetricResult => {
    const { metric } = sequences;
    const [a, b] = [tally.moments(control.name, metric.name), tally.moments(treatment.name, metric.name)];
    const means = [meanSeen(a), meanSeen(b)] as const;
    return {
      name: metric.name,
      means,
      ...estimate(metric, a, b, alpha, tuningOf(experiment)),
      ...spoken(sequences, a, b),
    };
  };
  const [primary, ...guardrails] = tally.sequences as readonly [MetricSequences, ...MetricSequences[]];
  return {
    samples,
    arms: Object.fromEntries(experiment.arms.map(({ name }, i) => [name, counts[i]!])),
    srm: { p: srm.p, mismatch: tested && srm.p < srmAlpha },
    multiple: {
      subjects: multiple,
      tooMany: samples >= minimumSubjects && multiple > multipleShare * samples,
    },
    primary: of(primary, experiment.alpha),
    guardrails: experiment.guardrails.map(({ margin }, i): GuardrailResult => {
      // Held to its harmful side at α/k: the two-sided interval at twice that.
      const result = of(guardrails[i]!, (2 * experiment.alpha) / experiment.guardrails.length);
      return { ...result, margin, breached: result.status === "worse" };
    }),
  };
}

function meanSeen({ n, sum }: Moments): number | null {
  return n === 0 ? null : sum / n;
}

/** What the tests say so far. */
function spoken({ harm, benefit, threshold }: MetricSequences, a: Moments, b: Moments) {
  const [against, favour] = [harm?.evidence ?? 1, benefit?.evidence ?? 1];
  const status: MetricResult["status"] =
    Math.min(a.n, b.n) === 0 ? "no-data" : against >= threshold ? "worse" : favour >= threshold ? "better" : "unclear";
  return { pValue: Math.min(1, (benefit ? 2 : 1) / Math.max(against, favour)), status };
}

function estimate(metric: Experiment["primary"], a: Moments, b: Moments, alpha: number, tuning: number) {
  const { kind } = metric;
  const none = { effect: null, interval: null, welchP: null, cuped: null };
  if (Math.min(a.n, b.n) === 0) return none;
  const adjusted = cuped(a, b);
  const summary = (m: Moments): Summary => (kind === "mean" ? meanOf(m) : proportionOf(m));
  const [x, y] = adjusted ? [adjusted.a, adjusted.b] : [summary(a), summary(b)];
  if (metric.effect === "relative" && !(x.mean > 0)) return none;
  const effect = effectOf(x, y, metric.effect);
  if (!Number.isFinite(effect.estimate)) return none;
  const enough =
    effect.variance > 0 &&
    Math.min(a.n, b.n) >= minimumSubjects &&
    (kind === "mean" || (a.sum + b.sum >= minimumEvents && a.n + b.n - a.sum - b.sum >= minimumEvents));
  return {
    effect: effect.estimate,
    interval: enough ? confidenceSequence(effect, a.n + b.n, alpha, tuning) : null,
    welchP: enough ? welchP(x, y).p : null,
    cuped: adjusted ? { theta: adjusted.theta, reduction: adjusted.reduction } : null,
  };
}
