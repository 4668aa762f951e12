import type { PlanStep, RunFact } from "../../core/cutover/index.ts";

/**
 * What a release with a declared mapping needs of its migration engine. Every call may be repeated after a crash: each
 * goes on from its own checkpoint.
 */
export interface MigrationEffects {
  /** What has to be true of the data before a step's effect; throws where it is not. */
  before?(step: PlanStep, signal: AbortSignal): Promise<void>;
  /** What a step's effect does to the data once its config is in force. */
  after?(step: PlanStep): Promise<void>;
  /** Taking a run over: goes on with what runs beside its steps. */
  resume?(): Promise<void>;
  /** The end of a run, whichever: nothing is captured any more. */
  end?(): Promise<void>;
  /** Ends what this process holds open. */
  close?(): Promise<void>;
  /** Brings the new side to hold all that the old one holds; resolves when nothing is missing. */
  backfill(signal: AbortSignal): Promise<void>;
  /** Judges the mirrored reads since `since` (epoch ms) as look `number` of the step. */
  judgeShadowRead(step: PlanStep, since: number, number: number): Promise<Extract<RunFact, { kind: "look" }>>;
  /** Reads mirrored since then, a side; null when the source cannot be read. */
  shadowReads(since: number): { readonly baseline: number; readonly canary: number } | null;
  /**
   * After the flip: lets the writes that only the new side has flow back; resolves when none is missing. Called before a
   * backout turns the traffic and once more after it, for what came in meanwhile.
   */
  reverseSync(signal: AbortSignal): Promise<void>;
}
