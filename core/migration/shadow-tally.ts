import { fisherExact } from "../stats/index.ts";
import type { RedactedDifference } from "./canonical.ts";

/** What became of one compared read. */
export type ShadowOutcome =
  | "match"
  | "mismatch"
  /** The candidate did not answer within its budget. */
  | "timeout"
  | "candidate-error"
  /** Not asked: too many were under way. */
  | "dropped";

export interface ShadowCounts {
  readonly compared: number;
  readonly mismatches: number;
  readonly timeouts: number;
  readonly errors: number;
  readonly dropped: number;
}

export interface ShadowExample {
  readonly stratum: string;
  readonly request: string;
  readonly differences: readonly RedactedDifference[];
}

export interface ShadowReport extends ShadowCounts {
  /** All reads that passed, sampled or not. */
  readonly reads: number;
  /** The primary against itself: how often two reads of the same differ by themselves. */
  readonly noise: { readonly compared: number; readonly mismatches: number };
  readonly strata: Readonly<Record<string, ShadowCounts>>;
  readonly examples: readonly ShadowExample[];
  readonly verdict: ShadowVerdict;
}

export interface ShadowVerdict {
  readonly verdict: "pass" | "fail" | "inconclusive";
  readonly code: "equal" | "too-few-samples" | "stratum-too-few" | "mismatches" | "candidate-silent";
  readonly text: string;
}

export interface ShadowLimits {
  /** Compared reads below which nothing is said; of the whole and of each stratum that was seen. */
  readonly minSamples: number;
  readonly minPerStratum: number;
  /** Share of mismatches beyond the noise that is accepted. */
  readonly maxMismatchShare: number;
  /** Share of reads that the candidate may leave unanswered or answer with an error. */
  readonly maxSilentShare: number;
  /** Probability of a fail where candidate and noise are alike. */
  readonly alpha: number;
}

export const DEFAULT_SHADOW_LIMITS: ShadowLimits = {
  minSamples: 30,
  minPerStratum: 5,
  maxMismatchShare: 0,
  maxSilentShare: 0.05,
  alpha: 0.01,
};

/**
 * The verdict over counts. Without noise one mismatch above the accepted share is a fail: answers that are always the
 * same cannot differ by chance. With noise the candidate's share is held against the primary's own (Fisher's exact
 * test, one-sided); so is a candidate that is silent too often. Too few samples, in all or in a stratum, decide nothing
 * unless they already fail.
 */
export function shadowVerdict(
  counts: ShadowCounts,
  strata: Readonly<Record<string, ShadowCounts>>,
  noise: { readonly compared: number; readonly mismatches: number },
  limits: ShadowLimits,
): ShadowVerdict {
  const { compared, mismatches } = counts;
  for (const [name, part] of [["all reads", counts] as const, ...Object.entries(strata)]) {
    const accepted = Math.floor(limits.maxMismatchShare * part.compared);
    const beyond = part.mismatches - accepted;
    if (beyond <= 0) continue;
    const p =
      noise.mismatches === 0 ? 0 : fisherExact(beyond, part.compared, noise.mismatches, noise.compared, "greater");
    if (p <= limits.alpha)
      return {
        verdict: "fail",
        code: "mismatches",
        text: `${part.mismatches} of ${part.compared} answers differ (${name}); the primary differs from itself in ${noise.mismatches} of ${noise.compared}`,
      };
  }
  const asked = compared + counts.timeouts + counts.errors;
  const silent = counts.timeouts + counts.errors;
  if (asked >= limits.minSamples && silent > limits.maxSilentShare * asked)
    return {
      verdict: "fail",
      code: "candidate-silent",
      text: `${silent} of ${asked} reads had no answer from the candidate in time`,
    };
  if (compared < limits.minSamples || (noise.mismatches > 0 && noise.compared < limits.minSamples))
    return {
      verdict: "inconclusive",
      code: "too-few-samples",
      text: `${compared} answers compared; ${limits.minSamples} are needed`,
    };
  const thin = Object.entries(strata).find(([, part]) => part.compared < limits.minPerStratum);
  if (thin)
    return {
      verdict: "inconclusive",
      code: "stratum-too-few",
      text: `${thin[1].compared} answers compared in stratum ${thin[0]}; ${limits.minPerStratum} are needed`,
    };
  return {
    verdict: "pass",
    code: "equal",
    text: `${compared - mismatches} of ${compared} answers are the same${noise.mismatches > 0 ? `, the rest within the noise` : ""}`,
  };
}
