import type { RunDocument, RunEvent } from "../../../core/cutover/index.ts";

/** From `at` (epoch ms) on, the new version has `weight` percent of the traffic. */
export interface WeightPoint {
  readonly at: number;
  readonly weight: number;
}

export interface Mark {
  readonly at: number;
  readonly text: string;
  readonly tone: "good" | "bad" | "wait" | "plain";
}

/** How much traffic the new version had over time, as the ledger tells it; begins with 0. */
export function weightsOf(run: RunDocument, events: readonly RunEvent[]): WeightPoint[] {
  const planned = new Map(run.steps.map((step) => [step.id, step.weight]));
  const points: WeightPoint[] = [{ at: Date.parse(run.startedAt!), weight: 0 }];
  for (const event of events) {
    if (event.kind !== "step.outcome" && event.kind !== "backout.outcome") continue;
    if (event.outcome !== "done" && event.outcome !== "probed") continue;
    const back = event.kind === "backout.outcome";
    const weight = back ? 0 : (planned.get(event.step) ?? 0);
    const at = (back ? event.restoredAt : event.timings.trafficAt) ?? event.endedAt;
    if (weight !== points.at(-1)!.weight) points.push({ at: Math.max(at, points.at(-1)!.at), weight });
  }
  return points;
}

/** What a person asks of a run at a glance: when it flipped, broke, held, died and was saved. */
export function marksOf(events: readonly RunEvent[]): Mark[] {
  return events.flatMap((event): Mark[] => {
    switch (event.kind) {
      case "step.outcome":
        if (event.outcome === "failed") return [{ at: event.at, text: `${event.step} failed`, tone: "bad" }];
        return event.step === "flip" && event.outcome !== "absent"
          ? [{ at: event.timings.trafficAt ?? event.endedAt, text: "flip", tone: "good" }]
          : [];
      case "look":
        return event.verdict === "pass"
          ? []
          : [{ at: event.at, text: `judge: ${event.verdict}`, tone: event.verdict === "fail" ? "bad" : "wait" }];
      case "breach":
        return [{ at: event.seenAt, text: `breach: ${event.rule}`, tone: "bad" }];
      case "backout.outcome":
        return event.outcome === "done" || event.outcome === "probed"
          ? [{ at: event.restoredAt ?? event.endedAt, text: "restored", tone: "good" }]
          : [];
      case "hold.entered":
        return [{ at: event.at, text: "hold", tone: "wait" }];
      case "run.resumed":
        return [{ at: event.at, text: "resumed", tone: "plain" }];
      case "command":
        return [{ at: event.at, text: `${event.verb} by a person`, tone: "plain" }];
      case "freeze.changed":
        return event.freeze === "deny" ? [{ at: event.at, text: "freeze", tone: "bad" }] : [];
      default:
        return [];
    }
  });
}
