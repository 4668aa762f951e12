import { createHash } from "node:crypto";
import { InputError } from "../../core/errors/index.ts";
import {
  type Experiment,
  endOf,
  type Manifest,
  Monitor,
  manifestOf,
  type Ruling,
} from "../../core/experiments/index.ts";

/**
 * Replays exposure events, one JSON object a line, as they came: the experiment is looked at after every subject and ends
 * where it first had to. What comes after that is not counted.
 */
export function replay(
  experiment: Experiment,
  text: string,
  file: string,
  now: number,
): { manifest: Manifest; ruling: Ruling } {
  // The salt only has to differ between experiments here: hashes are never written.
  const salt = createHash("sha256").update(experiment.experiment).digest();
  const monitor = new Monitor(experiment, salt);
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    let event: unknown;
    try {
      event = JSON.parse(line);
    } catch (cause) {
      throw new InputError("event-malformed", "this line is no JSON", {
        file,
        line: index + 1,
        next: "mend or remove it",
        cause,
      });
    }
    if (monitor.observe(event).decision !== "running") break;
  }
  const early = monitor.ruling.decision !== "running";
  const ruling = early ? monitor.ruling : monitor.tick(now);
  const ended = early ? monitor.collection.lastAt : Math.min(now, endOf(experiment));
  const { analysis, collection } = monitor;
  const manifest = manifestOf(experiment, analysis, ruling, collection.dropped, ended);
  collection.empty();
  return { manifest, ruling };
}
