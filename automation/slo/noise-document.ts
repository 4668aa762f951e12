import { type NoiseScore, percent, spanText } from "../../core/slo/index.ts";
import { rfc3339 } from "../../core/time/index.ts";
import type { Replayed } from "./noise.ts";

const symbol = { gt: ">", gte: "≥", lt: "<", lte: "≤" } as const;

/** A replayed rule as the document carries it. */
export function noiseDocument({ firings, suggestion, ...rest }: Replayed) {
  return {
    ...rest,
    firings: firings.map(({ start, end }) => ({ start: rfc3339(start), end: rfc3339(end) })),
    suggestion: suggestion && { ...suggestion, chosenUntil: rfc3339(suggestion.chosenUntil) },
  };
}

export function ruleText({ op, value, forMs, keepMs }: Replayed["rule"]): string {
  const wait = forMs > 0 ? ` for ${spanText(forMs)}` : "";
  return `${symbol[op]} ${value}${wait}${keepMs > 0 ? `, kept ${spanText(keepMs)}` : ""}`;
}

function scoreText(score: NoiseScore): string {
  const precision = score.precision === null ? "precision not known" : `precision ${percent(score.precision)}`;
  const delay = score.delayMs === null ? "" : `, after ${spanText(score.delayMs)}`;
  return `${score.alerts} alerts, ${precision}, flaps ${score.flapRate === null ? "–" : percent(score.flapRate)}, ${score.detected} of ${score.incidents} incidents${delay}`;
}

/** Two or three lines a rule for people. */
export function noiseText(replayed: readonly Replayed[]): string {
  return replayed
    .flatMap(({ name, service, rule, unread, score, suggestion }) => {
      const head = `${name} (${service}) ${ruleText(rule)}`;
      if (unread !== null) return [head, `  not known: ${unread}`];
      const better =
        suggestion === null
          ? []
          : [
              `  try ${ruleText(suggestion.rule)}; on the incidents that took no part in the choice:`,
              `    as it is ${scoreText(suggestion.before)}`,
              `    then     ${scoreText(suggestion.after)}`,
            ];
      return [head, `  ${scoreText(score!)}`, ...better];
    })
    .join("\n");
}
