import type { RunEvent, RunState } from "../../core/cutover/index.ts";
import { currentStep } from "../../core/cutover/index.ts";

/** One plain line for an event that a person wants to hear of; null for bookkeeping. */
export function eventLine(event: RunEvent, state: RunState): string | null {
  const clock = new Date(event.at).toISOString().slice(11, 19);
  const { plan } = state;
  const line = (text: string): string => `${clock}  ${text}`;
  switch (event.kind) {
    case "run.started":
      return line(
        `cutover of ${plan.service}: ${plan.from.version} (${plan.from.color}) to ${plan.to.version} (${plan.to.color}), plan ${plan.name}`,
      );
    case "run.resumed":
      return line(`resumed by process ${event.pid} with fencing token ${event.fencingToken}`);
    case "step.outcome": {
      const took = event.startedAt === null ? "" : ` in ${((event.endedAt - event.startedAt) / 1000).toFixed(1)} s`;
      if (event.outcome === "done") return line(`${event.step}: done${took}`);
      if (event.outcome === "probed") return line(`${event.step}: found done by a look at the world`);
      if (event.outcome === "absent") return line(`${event.step}: not done yet, begins again`);
      return line(`${event.step}: failed: ${event.error?.text ?? ""}`);
    }
    case "look":
      return line(
        `${event.step}: judged ${event.verdict}${event.score === null ? "" : `, score ${event.score.toFixed(2)}`} on ${event.samples.canary} canary and ${event.samples.baseline} baseline samples. ${event.text}`,
      );
    case "breach":
      return line(`breach: ${event.rule} is ${event.value.toFixed(3)}, limit ${event.limit}`);
    case "hold.entered":
      return line(`on hold: ${event.reason.text}`);
    case "hold.left":
      return line(`hold left (${event.by})`);
    case "escalated":
      return line(`still on hold (${event.count}): ${event.reason.text}`);
    case "command":
      return line(
        event.refused
          ? `${event.verb} by ${event.actor} refused: ${event.refused.text}`
          : `${event.verb} by ${event.actor}: ${event.reason}`,
      );
    case "freeze.changed":
      return line(`freeze: ${event.freeze}${event.text ? `: ${event.text}` : ""}`);
    case "backout.intent":
      return event.attempt === 1
        ? line(`backing out: ${event.reason.text}`)
        : line(`backing out again (try ${event.attempt})`);
    case "backout.outcome":
      return line(
        event.outcome === "done" || event.outcome === "probed"
          ? `${plan.from.color} serves all traffic again`
          : `backout failed: ${event.error?.text ?? event.outcome}`,
      );
    case "run.ended":
      return line(`${event.outcome}${event.reason ? `: ${event.reason.text}` : ""}`);
    case "step.intent":
    case "step.passed":
    case "probe.failed":
      return null;
  }
}

/** The one line that changes while the run waits. */
export function progressLine(state: RunState, now: number): string {
  const step = currentStep(state);
  if (state.hold) return `on hold: ${state.hold.reason.text.split("\n")[0]}`;
  if (step === null) return "done";
  const index = state.plan.steps.indexOf(step) + 1;
  const since = state.watchFrom ?? state.steps[step.id]?.firstIntentAt ?? state.lastAt;
  return `[${index}/${state.plan.steps.length}] ${step.id}, ${step.weight} % on ${state.plan.to.color}, ${Math.max(0, Math.round((now - since) / 1000))} s`;
}
