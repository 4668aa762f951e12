import { createHash } from "node:crypto";
import { InputError } from "../../core/errors/index.ts";
import {
  analyse,
  Collection,
  type Experiment,
  type Manifest,
  manifestOf,
  type Ruling,
  rule,
} from "../../core/experiments/index.ts";

/**
 * Replays exposure events, one JSON object a line, as they came: the experiment is looked at each time its samples have
 * doubled (its ratio test holds for few looks only) and at every hundredth subject for its guardrails, and ends where it
 * first had to. What comes after that is not counted.
 */
export function replay(
  experiment: Experiment,
  text: string,
  file: string,
  now: number,
): { manifest: Manifest; ruling: Ruling } {
  // The salt only has to differ between experiments here: hashes are never written.
  const salt = createHash("sha256").update(experiment.experiment).digest();
  const collection = new Collection(experiment, salt);
  let doubling = 32;
  let ruling: Ruling = { decision: "running", reason: null };
  let last = experiment.start;
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    let event: { at?: unknown };
    try {
      event = JSON.parse(line) as typeof event;
    } catch (cause) {
      throw new InputError("event-malformed", "this line is no JSON", {
        file,
        line: index + 1,
        next: "mend or remove it",
        cause,
      });
    }
    if (!collection.observe(event)) continue;
    if (typeof event.at === "number") last = Math.max(last, event.at);
    const { samples } = collection;
    if (samples % 100 !== 0 && samples !== doubling && samples < experiment.samples.cap) continue;
    const analysis = analyse(experiment, collection);
    const planned = samples >= doubling || samples >= experiment.samples.cap;
    if (planned) doubling = Math.max(doubling, samples) * 2;
    ruling = rule(experiment, planned ? analysis : { ...analysis, srm: { ...analysis.srm, mismatch: false } }, last);
    if (ruling.decision !== "running") break;
  }
  const analysis = analyse(experiment, collection);
  if (ruling.decision === "running") ruling = rule(experiment, analysis, now);
  const ended = ruling.decision === "running" || last === experiment.start ? now : last;
  const manifest = manifestOf(experiment, analysis, ruling, collection.dropped, ended);
  collection.empty();
  return { manifest, ruling };
}
