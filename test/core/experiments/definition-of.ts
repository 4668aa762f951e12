import { type Experiment, experimentSchema } from "../../../core/experiments/index.ts";

/** A definition for tests, changed where told. */
export function definitionOf(changes: object = {}): Experiment {
  return experimentSchema.parse({
    experiment: "subs-buffer",
    hypothesis: "the buffer makes reads faster",
    owner: "platform-eng",
    flag: "subs.optimizedBuffer",
    arms: [
      { name: "control", variant: "off" },
      { name: "treatment", variant: "on" },
    ],
    start: "2025-12-16",
    primary: { name: "p95_ms", kind: "mean", better: "lower" },
    guardrails: [{ name: "error_rate", kind: "proportion", better: "lower" }],
    samples: { cap: 4000 },
    ...changes,
  });
}
