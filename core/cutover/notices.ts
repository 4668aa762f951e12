import type { Message, NotifyConfig, Topic } from "../outbox/index.ts";
import type { Reason, RunEvent } from "./events.ts";
import { applyEvent, foldRun } from "./fold.ts";
import type { RunState } from "./runState.ts";

export interface NoticeFiles {
  /** Of the run's report: what an incident carries. Paths. */
  readonly attachments: readonly string[];
}

interface Notice {
  readonly id: string;
  readonly topic: Topic;
  readonly at: number;
  readonly title: string;
  readonly text: string;
  readonly facts: Record<string, unknown>;
}

/**
 * What people are to be told of a run, from its events alone: whoever derives it, after a crash too, gets the same ids,
 * so that nothing is forgotten and nothing told twice.
 *
 * Told of: the start, each hold and its escalations, the flip, a backout's begin, the end, a look whose score is below
 * `threshold` or that failed (alert), and, once a backout has ended or does not come through, the incident with the
 * run's report and a root-cause review with its due date.
 * @param threshold score below which a look alerts, 0..1
 */
export function noticesOf(
  runId: string,
  events: readonly RunEvent[],
  config: NotifyConfig,
  files: NoticeFiles,
  threshold = 0.9,
): Message[] {
  const [first, ...rest] = events;
  if (first === undefined) return [];
  let state = foldRun([first]);
  const notices: Notice[] = [start(runId, state, first.at)];
  for (const [index, event] of rest.entries()) {
    const before = state;
    state = applyEvent(state, event);
    // The number of the event in the run's own history: the same in every process that reads it.
    notices.push(...of(runId, before, state, event, index + 1, config.review.dueDays, threshold));
  }
  const seen = new Set<string>();
  return notices
    .filter(({ id }) => !seen.has(id) && seen.add(id))
    .flatMap((notice) =>
      config.sinks
        .filter((sink) => sink.on.includes(notice.topic))
        .map(
          (sink): Message => ({
            ...notice,
            facts: notice.facts as Message["facts"],
            sink: sink.name,
            attachments: notice.topic === "incident" ? [...files.attachments] : [],
          }),
        ),
    );
}

function start(runId: string, state: RunState, at: number): Notice {
  const { plan } = state;
  return {
    ...base(runId, state, at, "start", "start"),
    title: `Cutover of ${what(state)} has started`,
    text: `${plan.from.version} (${plan.from.color}) is to be replaced by ${plan.to.version} (${plan.to.color}) in ${plan.steps.length} steps, plan ${plan.name}. Run ${runId}.`,
  };
}

function of(
  runId: string,
  before: RunState,
  after: RunState,
  event: RunEvent,
  number: number,
  dueDays: number,
  threshold: number,
): Notice[] {
  const { plan } = after;
  const at = event.at;
  const note = (topic: Topic, id: string, title: string, text: string, facts: object = {}): Notice => {
    const common = base(runId, after, at, topic, id);
    return { ...common, title, text, facts: { ...common.facts, ...facts } };
  };
  const on = what(after);
  switch (event.kind) {
    case "hold.entered": {
      const held = note("hold", `hold-${number}`, `Cutover of ${on} holds`, holdText(event.reason), {
        reason: event.reason,
      });
      // A backout that does not come through is an incident though it has not ended.
      return event.reason.code === "backout-failed" ? [held, incident(runId, after, at, dueDays)] : [held];
    }
    case "escalated":
      return [
        note("hold", `escalation-${number}`, `Cutover of ${on} still holds (${event.count})`, holdText(event.reason), {
          reason: event.reason,
          escalation: event.count,
        }),
      ];
    case "look": {
      const low = event.verdict === "fail" || (event.score !== null && event.score < threshold);
      if (!low) return [];
      const score = event.score === null ? "no score" : `score ${event.score.toFixed(2)}`;
      return [
        note(
          "alert",
          `alert-${number}`,
          `Canary of ${on}: ${event.verdict}, ${score}`,
          `${event.step}: ${event.text} A score of ${threshold} passes.`,
          { step: event.step, verdict: event.verdict, score: event.score, samples: event.samples },
        ),
      ];
    }
    case "step.outcome": {
      const step = plan.steps.find(({ id }) => id === event.step);
      if (step?.state !== "flip" || after.steps[event.step]!.doneAt === null) return [];
      if (before.steps[event.step]!.doneAt !== null) return [];
      return [
        note(
          "flip",
          "flip",
          `${plan.to.color} serves all of ${on}`,
          `${plan.to.version} has all traffic and is watched from now on; ${plan.from.version} stands by until the end of the soak.`,
        ),
      ];
    }
    case "backout.intent":
      if (before.backout !== null) return [];
      return [
        note("backout", "backout", `Cutover of ${on} backs out`, `Back to ${plan.from.version}: ${event.reason.text}`, {
          reason: event.reason,
          breach: after.breach && { rule: after.breach.rule, value: after.breach.value, limit: after.breach.limit },
        }),
      ];
    case "run.ended": {
      const end = note(
        "finish",
        "finish",
        `Cutover of ${on}: ${event.outcome}`,
        event.reason === null ? `${plan.to.version} is in service.` : event.reason.text,
        { outcome: event.outcome, reason: event.reason },
      );
      return after.backout === null ? [end] : [incident(runId, after, at, dueDays), end];
    }
    default:
      return [];
  }
}

function incident(runId: string, state: RunState, at: number, dueDays: number): Notice {
  const { plan, backout, breach } = state;
  const opened = backout?.firstIntentAt ?? at;
  const due = new Date(opened + dueDays * 86_400_000).toISOString();
  const restored = backout?.restoredAt ?? null;
  const common = base(runId, state, at, "incident", "incident");
  const reason = backout?.reason ?? state.due;
  return {
    ...common,
    title: `Incident: ${plan.service} ${plan.to.version} was backed out on ${plan.stack}`,
    text: [
      `**What happened.** ${reason?.text ?? "It was backed out."}`,
      `**State.** ${restored === null ? `Not yet restored: the backout does not come through (${backout?.lastFailure?.reason.text ?? "no word"}).` : `${plan.from.version} (${plan.from.color}) serves all traffic since ${new Date(restored).toISOString()}.`}`,
      `**Exposure.** ${state.exposed ? `${plan.to.version} had live traffic.` : `${plan.to.version} had no live traffic.`}`,
      `**To do.** Root-cause review, due ${due}.`,
    ].join("\n\n"),
    facts: {
      ...common.facts,
      severity: state.exposed ? "high" : "low",
      reason,
      breach: breach && { rule: breach.rule, value: breach.value, limit: breach.limit, seenAt: breach.seenAt },
      openedAt: new Date(opened).toISOString(),
      restoredAt: restored === null ? null : new Date(restored).toISOString(),
      review: { kind: "root-cause", due },
    },
  };
}

function base(runId: string, { plan }: RunState, at: number, topic: Topic, id: string) {
  const { service, stack, environment, from, to } = plan;
  const facts: Record<string, unknown> = { runId, service, stack, environment, from, to };
  return { id: `${runId}/${id}`, topic, at, facts };
}

function what({ plan }: RunState): string {
  return `${plan.service} to ${plan.to.version} on ${plan.stack}`;
}

function holdText(reason: Reason): string {
  return `${reason.text}\n\nmaestro cutover status says more; promote, resume or backout moves it.`;
}
