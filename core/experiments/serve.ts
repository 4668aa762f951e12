import type { EvaluationCause, EvaluationContext, FlagSnapshot, VariantValue } from "../flags/index.ts";
import { assign } from "./assign.ts";
import type { Experiment } from "./definition.ts";

/** What a subject of a running experiment gets. */
export interface ServedArm {
  readonly experiment: string;
  readonly arm: string;
  readonly variant: string;
  readonly value: VariantValue;
}

const day = 86_400_000;
/** Why a flag is on its safe side for everybody: then nobody is in the experiment. */
const stopped: ReadonlySet<EvaluationCause> = new Set([
  "killed",
  "expired",
  "ended",
  "out-of-scope",
  "prerequisite-off",
  "turned-off",
  "malformed",
  "not-found",
  "failed",
]);

/**
 * The arm of whoever asks, while the experiment runs and its flag is not stopped.
 *
 * @param now Epoch milliseconds.
 * @returns null for whoever is in none: they get what the flag says.
 */
export function serveArm(
  experiment: Experiment,
  snapshot: FlagSnapshot,
  context: EvaluationContext,
  now: number,
): ServedArm | null {
  const end = Math.min(experiment.end ?? Number.POSITIVE_INFINITY, experiment.start + experiment.maxDays * day);
  if (now < experiment.start || now >= end) return null;
  const flag = snapshot.get(experiment.flag);
  if (!flag || stopped.has(snapshot.evaluate(experiment.flag, context, now).cause)) return null;
  const name = assign(experiment, context);
  const arm = experiment.arms.find((each) => each.name === name);
  if (!arm || !Object.hasOwn(flag.variants, arm.variant)) return null;
  return {
    experiment: experiment.experiment,
    arm: arm.name,
    variant: arm.variant,
    value: flag.variants[arm.variant]!,
  };
}
