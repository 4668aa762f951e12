import { rfc3339 } from "../time/index.ts";
import type { Attempt } from "./findings.ts";
import type { Refusal } from "./refusals.ts";

/** A refused try to go round the freeze, and by what it shows. */
export interface BypassAttempt {
  readonly at: string;
  readonly stack: string | null;
  readonly way: string;
  readonly text: string;
  /** The ledger's entry, or null for what the engine's history alone tells. */
  readonly seq: number | null;
  /** The engine's update, if there was one. */
  readonly update: string | null;
}

/** An approval's file that does not count. */
export interface ApprovalProblem {
  readonly file: string;
  readonly code: string;
  readonly text: string;
}

/** Ms within which pack and guard of one `up` speak. */
const together = 30_000;

/**
 * Tries to go round the freeze among what was refused: an engine run by hand, a guard that had to refuse because no pack
 * did, a clock, an approval that does not hold. What a gate refused to a person who asked it is a refusal, no attempt.
 */
export function bypassAttempts(
  refusals: readonly Refusal[],
  raw: readonly Attempt[],
  approvals: readonly ApprovalProblem[],
  now: number,
): BypassAttempt[] {
  const packs = refusals.filter(({ via }) => via === "pack");
  const ofRefusals = refusals.flatMap((refusal): BypassAttempt[] => {
    const way = wayOf(refusal, packs);
    const { at, stack, text, seq } = refusal;
    return way === null ? [] : [{ at, stack, way, text, seq, update: null }];
  });
  const ofHistory = raw.map(
    ({ update }): BypassAttempt => ({
      at: rfc3339(update.startedAt),
      stack: update.stack,
      way: `raw-${update.kind}${update.policyPack ? "" : "-without-pack"}`,
      text: `${update.kind} run by hand${update.author ? ` by ${update.author}` : ""}, refused before it touched a resource`,
      seq: null,
      update: update.id,
    }),
  );
  const ofApprovals = approvals.map(
    ({ file, code, text }): BypassAttempt => ({
      at: rfc3339(now),
      stack: null,
      way: `approval-${code}`,
      text: `${file}: ${text}`,
      seq: null,
      update: null,
    }),
  );
  return [...ofRefusals, ...ofHistory, ...ofApprovals].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function wayOf({ via, code, at, stack, variables }: Refusal, packs: readonly Refusal[]): string | null {
  if (/^clock-/.test(code)) return code;
  if (via === "guard") {
    const near = (other: Refusal): boolean => Math.abs(Date.parse(other.at) - Date.parse(at)) < together;
    return packs.some((pack) => pack.stack === stack && near(pack)) ? null : "policy-pack-left-out";
  }
  if (via === "pack" && variables.length > 0) return "environment";
  return code === "freeze-refused" || via === "merge-check" ? null : code;
}
