import type { RunDocument, RunEvent } from "../../../core/cutover/index.ts";
import type { TrafficTotals, WriteTotals } from "../traffic.ts";
import { between, clock, count, duration, fact, join, type Markup, table, tag } from "./html.ts";
import { weightsOf } from "./timeline-data.ts";

/** What happened, and what a person does now. */
export function banner(run: RunDocument, events: readonly RunEvent[]): Markup {
  const [head, next] = wordsOf(run, weightsOf(run, events).at(-1)!.weight);
  return tag(
    "div",
    { class: `banner ${run.outcome}` },
    tag("b", {}, head),
    ...(run.reason === null ? [] : run.reason.text.split("\n").map((line) => tag("p", {}, line))),
    tag("p", {}, tag("strong", {}, "Now: "), ...next),
  );
}

function wordsOf(run: RunDocument, weight: number): [string, (string | Markup)[]] {
  const { from, to, stack } = run;
  const command = (verb: string): Markup => tag("code", {}, `maestro cutover ${verb} --stack ${stack}`);
  const old = `${from.color} (${from.version}) serves all traffic`;
  switch (run.outcome) {
    case "finished":
      return [
        `Finished in ${between(run.startedAt, run.endedAt)}: ${to.color} (${to.version}) serves all traffic.`,
        ["nothing is left to do."],
      ];
    case "backedOut":
      return [
        `Backed out: ${old}.`,
        ["find the cause with the judge's table below and incident.json, then start again with a mended version."],
      ];
    case "refused":
      return [
        `Refused: ${old}.`,
        [
          `do what the rule says, then start again. ${run.backout === null ? "Nothing was changed" : "What had been changed was taken back"}.`,
        ],
      ];
    case "held":
      return [
        `On hold: ${run.activeColor} is active, ${to.color} has ${weight} % of the traffic.`,
        [
          "a person decides. ",
          command("resume"),
          " tries again, ",
          command("promote"),
          " goes on to the next step, ",
          command("backout"),
          " returns to the old color.",
        ],
      ];
    case "running":
      return [
        `Running, in ${run.state}.`,
        [command("status"), " shows how far it is, ", command("hold"), " stops it where it is."],
      ];
  }
}

export function numbers(run: RunDocument): Markup {
  const traffic = run.traffic as Partial<TrafficTotals> | null;
  const writes = run.writes as WriteTotals | null;
  const seen = traffic !== null && traffic.seenBy !== "nobody";
  // Nothing that failed among nothing that was asked is no good news.
  const zeroIsGood = (value = 0, among = 0): "good" | "bad" | null => (value > 0 ? "bad" : among > 0 ? "good" : null);
  const flip = run.flips[0];
  return tag(
    "div",
    { class: "facts" },
    ...(seen
      ? [
          fact("requests", count(traffic.requests)),
          fact("failed", count(traffic.failed), zeroIsGood(traffic.failed, traffic.requests)),
          fact(
            "failed by the switch",
            count(traffic.failedBySwitch),
            zeroIsGood(traffic.failedBySwitch, traffic.requests),
          ),
        ]
      : [fact("requests", "not counted")]),
    ...(writes
      ? [
          fact(
            "orders lost",
            `${count(writes.lost)} of ${count(writes.accepted)}`,
            zeroIsGood(writes.lost, writes.accepted),
          ),
          fact("orders stored twice", count(writes.duplicated), zeroIsGood(writes.duplicated, writes.accepted)),
        ]
      : []),
    ...(flip ? [fact("flip, config to traffic", duration(flip.ms))] : []),
    ...(run.backout ? [fact("breach to restored", duration(run.backout.ms))] : []),
    ...(run.resumes > 0 ? [fact("resumed", `${run.resumes} ×`)] : []),
    fact("ledger's chain", run.ledger.verified ? "verified" : "broken", run.ledger.verified ? "good" : "bad"),
  );
}

export function steps(run: RunDocument): Markup {
  return table(
    ["step", "new version gets", "began (UTC)", "took", "outcome", "judge"],
    run.steps.map((step) => ({
      className: step.outcome,
      cells: [
        step.id,
        `${step.weight} %`,
        clock(step.startedAt),
        between(step.startedAt, step.endedAt),
        step.outcome,
        step.aca === null
          ? ""
          : `${step.aca.verdict}, score ${step.aca.score === null ? "none" : Number(step.aca.score.toPrecision(3))}`,
      ],
    })),
  );
}

export function flips(run: RunDocument): Markup {
  if (run.flips.length === 0) return tag("p", { class: "soft" }, "The active color was never changed.");
  return table(
    ["flip", "config set (UTC)", "traffic moved", "config to traffic", "up took"],
    run.flips.map((flip) => [
      `${flip.from} → ${flip.to}`,
      clock(flip.setConfigAt),
      clock(flip.trafficAt),
      duration(flip.ms),
      duration(flip.upMs),
    ]),
  );
}

export function log(run: RunDocument, events: readonly RunEvent[]): Markup {
  return join([
    tag(
      "p",
      {},
      `${run.ledger.entries} entries of this run, chain ${run.ledger.verified ? "verified" : "broken"}, head `,
      tag("code", {}, run.ledger.head),
      ". The original is ",
      tag("code", {}, run.ledger.path),
      ".",
    ),
    tag(
      "details",
      { open: run.outcome === "finished" ? null : "" },
      tag("summary", {}, "every entry"),
      table(
        ["when (UTC)", "entry", "what"],
        events.map((event) => [new Date(event.at).toISOString().slice(11, 23), event.kind, detail(event)]),
      ),
    ),
  ]);
}

function detail(event: RunEvent): string {
  const { kind: _, at: __, ...body } = event as RunEvent & Record<string, unknown>;
  const short = "plan" in body ? { planDigest: body.planDigest, pid: body.pid, fencingToken: body.fencingToken } : body;
  return Object.entries(short)
    .filter(
      ([key, value]) =>
        value !== null && value !== false && key !== "timings" && !(key.endsWith("At") && typeof value === "number"),
    )
    .map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
    .join(", ");
}
