import { createHash } from "node:crypto";
import { InputError } from "../../core/errors/index.ts";
import {
  type Experiment,
  endOf,
  instantOf,
  type Manifest,
  Monitor,
  manifestOf,
  type Ruling,
  subjectHash,
} from "../../core/experiments/index.ts";

/**
 * Replays exposure events, one JSON object a line, by their times: the experiment is looked at after every subject and
 * ends where it first had to. What comes after that is not counted. Subjects of one instant come in an order of their own:
 * a file may be sorted by arm, which is no order in which they could have come.
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
  for (const event of inOrder(eventsOf(text, file), salt)) if (monitor.observe(event).decision !== "running") break;
  const early = monitor.ruling.decision !== "running";
  const ruling = early ? monitor.ruling : monitor.tick(now);
  const ended = early ? monitor.collection.lastAt : Math.min(now, endOf(experiment));
  const { analysis, collection } = monitor;
  const manifest = manifestOf(experiment, analysis, ruling, collection.dropped, ended);
  collection.empty();
  return { manifest, ruling };
}

function eventsOf(text: string, file: string): readonly unknown[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as unknown];
    } catch (cause) {
      throw new InputError("event-malformed", "this line is no JSON", {
        file,
        line: index + 1,
        next: "mend or remove it",
        cause,
      });
    }
  });
}

function inOrder(events: readonly unknown[], salt: Uint8Array): readonly unknown[] {
  const keyed = events.map((event) => {
    const { at, subject } = (event ?? {}) as { at?: unknown; subject?: unknown };
    const rank = typeof subject === "string" ? subjectHash(salt, subject) : "";
    return { event, at: instantOf(at) ?? 0, rank };
  });
  keyed.sort((a, b) => a.at - b.at || (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
  return keyed.map(({ event }) => event);
}
