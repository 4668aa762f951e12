import type { VariantValue } from "../registry.ts";

/**
 * Who asks: `targetingKey` tells subjects apart, `tenant` is theirs, everything else is a claim. Only own properties
 * are read.
 */
export type EvaluationContext = Readonly<Record<string, unknown>>;

/** OpenFeature's words for why. */
export type EvaluationReason = "STATIC" | "TARGETING_MATCH" | "SPLIT" | "DEFAULT" | "DISABLED" | "ERROR";

/** Ours, closer. */
export type EvaluationCause =
  | "static"
  | "rule"
  | "split"
  /** A share is asked for and nothing tells the subject apart, or its key is no text of at most 4,096 characters. */
  | "no-subject"
  | "killed"
  | "expired"
  | "ended"
  | "out-of-scope"
  | "prerequisite-off"
  | "turned-off"
  /** Prerequisites in a circle, or a key that stands twice. */
  | "malformed"
  | "not-found"
  | "failed";

/** The answer to one question. Immutable and shared between calls. */
export interface Evaluation {
  readonly key: string;
  readonly value: VariantValue;
  readonly variant: string | null;
  /** True of a boolean flag that is on, and of any other that serves something else than its safe side. */
  readonly on: boolean;
  readonly reason: EvaluationReason;
  readonly cause: EvaluationCause;
  readonly errorCode: "FLAG_NOT_FOUND" | "GENERAL" | null;
}
