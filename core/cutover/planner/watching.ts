import type { Action } from "../action.ts";
import type { Reason } from "../events.ts";
import type { Observation } from "../observation.ts";
import type { JudgeSettings, PlanStep } from "../plan.ts";
import type { Look, RunState } from "../runState.ts";

/**
 * A step whose effect is done. It is through when it was watched long enough without a gap, no limit is broken, and
 * the judge, where it has one, said pass since the watch began. Whatever is missing then is waited for until the
 * step's bound, and held for after it.
 */
export function watching(state: RunState, step: PlanStep, observation: Observation, t: number): Action {
  if (step.state === "finish") return { kind: "advance", step: step.id, by: "plan" };
  if (observation.freeze.kind === "deny")
    return { kind: "hold", reason: { code: "freeze", text: observation.freeze.text } };
  if (state.promoted) return { kind: "advance", step: step.id, by: "person" };
  const from = state.watchFrom! + step.warmupMs;
  const ready = from + step.watchMs;
  const deadline = ready + step.maxWaitMs;
  const watch = (until: number, reason: Reason): Action => ({
    kind: "watch",
    step: step.id,
    until: Math.max(until, t + 1),
    reason,
  });
  const want = (until: number, reason: Reason): Action =>
    t >= deadline ? { kind: "hold", reason } : watch(Math.min(until, deadline), reason);

  if (t < ready) return watch(ready, { code: "watching", text: `${step.id} is being watched` });
  const blind = state.exposed ? gapIn(step, observation, from, t) : null;
  if (blind !== null) return want(blind.until, blind.reason);
  return step.judge === null
    ? { kind: "advance", step: step.id, by: "plan" }
    : judged(state, step, step.judge, observation, from, t, want);
}

/** What keeps the breach watch from saying that the step was clean; null when it says so. */
function gapIn(
  step: PlanStep,
  { breach, watchedSince }: Observation,
  from: number,
  t: number,
): { readonly until: number; readonly reason: Reason } | null {
  const code = "metrics-unavailable";
  if (breach.kind === "unknown") return { until: t + 1_000, reason: { code, text: breach.reason } };
  if (breach.kind === "breach")
    return { until: t + 1_000, reason: { code: "breach", text: `${breach.limit} is broken` } };
  if (step.watchMs === 0 || step.judge !== null) return null;
  if (watchedSince === null) return { until: t + 1_000, reason: { code, text: "the breach watch has no readings" } };
  const until = Math.max(from, watchedSince) + step.watchMs;
  return t >= until ? null : { until, reason: { code, text: "the breach watch had a gap; the watch starts over" } };
}

function judged(
  state: RunState,
  step: PlanStep,
  judge: JudgeSettings,
  { samples }: Observation,
  from: number,
  t: number,
  want: (until: number, reason: Reason) => Action,
): Action {
  // Since the step's effect, a resume or a hold: each time the looks are counted anew.
  const looks = state.steps[step.id]!.looks.filter((look) => look.at >= state.since);
  const last = looks.at(-1);
  if (last?.verdict === "pass") return { kind: "advance", step: step.id, by: "plan" };
  if (last?.verdict === "fail")
    return { kind: "hold", reason: { code: `${kebab(judge.kind)}-failed`, text: last.text } };
  const spent = looks.filter((look) => look.verdict === "inconclusive").length;
  if (spent >= judge.looks)
    return {
      kind: "hold",
      reason: { code: "inconclusive", text: `${spent} looks decided nothing: ${last?.text ?? ""}` },
    };
  const soon = t + 1_000;
  if (samples === null) return want(soon, { code: "metrics-unavailable", text: "the judge's samples cannot be read" });
  if (Math.min(samples.baseline, samples.canary) < judge.minSamples)
    return want(soon, {
      code: "too-few-samples",
      text: `${samples.baseline} baseline and ${samples.canary} canary samples; ${judge.minSamples} a side are needed`,
    });
  if (last !== undefined) {
    const again = last.at + judge.lookEveryMs;
    const waiting = want(again, reasonOf(last));
    if (waiting.kind === "hold" || t < again) return waiting;
  }
  return { kind: "judge", step, judge, since: from, look: state.steps[step.id]!.looks.length + 1 };
}

function reasonOf(look: Look): Reason {
  return { code: look.verdict === "error" ? "judge-error" : "inconclusive", text: look.text };
}

function kebab(kind: JudgeSettings["kind"]): string {
  return kind === "shadowRead" ? "shadow-read" : "verdict";
}
