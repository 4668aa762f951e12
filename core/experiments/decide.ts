import type { Analysis } from "./analyse.ts";
import type { Experiment } from "./definition.ts";

export type EndReason =
  | "guardrail"
  | "srm"
  | "multiple-exposure"
  | "cap"
  | "end"
  | "max-duration"
  | "primary"
  | "person";
export type Decision = "running" | "ship" | "stop" | "inconclusive" | "invalid";

export interface Ruling {
  readonly decision: Decision;
  readonly reason: { readonly code: EndReason; readonly text: string } | null;
}

/**
 * Whether an experiment goes on, and how it ends. What makes its numbers worthless comes first, then harm, then its
 * planned end; a clear result alone does not end it before, unless the primary metric is clearly worse.
 *
 * @param now Epoch milliseconds.
 */
export function rule(experiment: Experiment, analysis: Analysis, now: number): Ruling {
  const end = (decision: Decision, code: EndReason, text: string): Ruling => ({ decision, reason: { code, text } });
  if (analysis.srm.mismatch)
    return end(
      "invalid",
      "srm",
      `the arms have ${Object.values(analysis.arms).join(" : ")}, p ${analysis.srm.p.toPrecision(3)}`,
    );
  if (analysis.multiple.tooMany)
    return end("invalid", "multiple-exposure", `${analysis.multiple.subjects} subjects were in more than one arm`);
  const breach = analysis.guardrails.find(({ breached }) => breached);
  if (breach) return end("stop", "guardrail", `${breach.name} is worse by more than its margin ${breach.margin}`);
  if (analysis.primary.status === "worse") return end("stop", "primary", `${analysis.primary.name} is worse`);
  const planned: readonly [boolean, EndReason, string][] = [
    [analysis.samples >= experiment.samples.cap, "cap", `${experiment.samples.cap} samples are reached`],
    [experiment.end !== undefined && now >= experiment.end, "end", "its end is reached"],
    [
      now >= experiment.start + experiment.maxDays * 86_400_000,
      "max-duration",
      `it has run for ${experiment.maxDays} days`,
    ],
  ];
  const over = planned.find(([reached]) => reached);
  if (!over) return { decision: "running", reason: null };
  return end(analysis.primary.status === "better" ? "ship" : "inconclusive", over[1], over[2]);
}
