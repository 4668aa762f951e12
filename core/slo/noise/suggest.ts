import type { Incident } from "../definitions/index.ts";
import { type Slices, sliceStart } from "../status/index.ts";
import { type Rule, replayRule } from "./replay.ts";
import { type NoiseScore, scoreFirings } from "./score.ts";

const MINUTE = 60_000;
const waits = [0, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE);
const factors = [1, 1.1, 1.25, 1.5, 2, 3];
/** An alert may come so much later for being right more often. */
const laterMs = 5 * MINUTE;

export interface Suggestion {
  readonly rule: Rule;
  /** Where the history was cut: it was chosen on what lies before. */
  readonly chosenUntil: number;
  /** The rule as it is and as suggested, on what came after. */
  readonly before: NoiseScore;
  readonly after: NoiseScore;
}

/**
 * A stricter form of a rule: a higher threshold, a longer wait, a slower end. Chosen on the first half of the known
 * incidents, among those that miss none of them that the rule caught and are at most five minutes later: the most
 * precise, then the one that flaps least, then the smallest change. Its effect is measured on the second half, which
 * took no part in the choice; one that is not better there is not suggested.
 *
 * @param incidents of the rule's service
 * @returns null with fewer than two incidents, or where nothing is better
 */
export function suggestRule(
  rule: Rule,
  values: Float64Array,
  slices: Slices,
  incidents: readonly Incident[],
): Suggestion | null {
  if (incidents.length < 2) return null;
  const ordered = [...incidents].sort((a, b) => a.start - b.start);
  const half = ordered.length >> 1;
  const cut = Math.floor((ordered[half - 1]!.end + ordered[half]!.start) / 2);
  const parts = halves(values, slices, cut);
  const score = (candidate: Rule, part: 0 | 1): NoiseScore =>
    scoreFirings(
      replayRule(candidate, parts[part].values, parts[part].slices),
      part === 0 ? ordered.slice(0, half) : ordered.slice(half),
    );
  const was = score(rule, 0);
  const better = (one: NoiseScore, other: NoiseScore): number =>
    (one.precision ?? 0) - (other.precision ?? 0) || (other.flapRate ?? 0) - (one.flapRate ?? 0);
  let best: { readonly rule: Rule; readonly score: NoiseScore } | null = null;
  for (const candidate of candidates(rule)) {
    const found = score(candidate, 0);
    if (found.detected < was.detected || (found.delayMs ?? 0) > (was.delayMs ?? 0) + laterMs) continue;
    if (better(found, best?.score ?? was) > 1e-9) best = { rule: candidate, score: found };
  }
  if (best === null) return null;
  const [before, after] = [score(rule, 1), score(best.rule, 1)];
  if (after.detected < before.detected || better(after, before) <= 1e-9) return null;
  return { rule: best.rule, chosenUntil: cut, before, after };
}

/** Stricter forms, the smallest change first. */
function candidates(rule: Rule): Rule[] {
  const up = rule.op === "gt" || rule.op === "gte" ? 1 : -1;
  const all = factors.flatMap((factor, f) =>
    waits.flatMap((wait, w) =>
      waits.map((keep, k) => ({
        cost: f + w + k,
        rule: {
          op: rule.op,
          value: Number((rule.value + up * Math.abs(rule.value) * (factor - 1)).toPrecision(6)),
          forMs: Math.max(rule.forMs, wait),
          keepMs: Math.max(rule.keepMs, keep),
        },
      })),
    ),
  );
  return all.sort((a, b) => a.cost - b.cost).map((one) => one.rule);
}

function halves(values: Float64Array, slices: Slices, cut: number) {
  const at = Math.max(0, Math.min(slices.count, Math.round((cut - slices.start) / slices.step)));
  return [
    { values: values.subarray(0, at), slices: { ...slices, count: at } },
    { values: values.subarray(at), slices: { ...slices, start: sliceStart(slices, at), count: slices.count - at } },
  ] as const;
}
