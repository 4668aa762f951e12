import type { Run } from "../pack-project.ts";
import type { BypassWorld } from "./world.ts";

/** One try to go round the freeze. */
export interface Attempt {
  readonly id: string;
  /** What is tried, for people. */
  readonly what: string;
  readonly way: string;
  /**
   * `refused`: nothing may be touched. `found`: no local tool can refuse it, the audit has to find it afterwards.
   * `allowed`: no attempt at all but the way that is right, so that the refusals mean something.
   */
  readonly expect: "refused" | "found" | "allowed";
  /** Part of what must be said by who refuses, or the code of the finding. */
  readonly says: string;
  /** False where this machine has no means to try it. */
  readonly possible?: () => boolean;
  readonly run: (world: BypassWorld) => Promise<Run>;
}
