import { RefusedError } from "../errors/index.ts";

/** What a change claims: its token, the run it belongs to, and digests of the config before the run and now. */
export interface FenceClaim {
  readonly token: number;
  readonly runId: string | null;
  /** Digest of the config before the run; null when the change opens or keeps no run. */
  readonly preRunDigest: string | null;
  readonly configDigest: string;
}

/** What the stack's state holds: the last accepted claim, with the run closed if it was a backout. */
export interface FenceState extends FenceClaim {
  /** The run that was last backed out, so that a driver that died after it can tell. */
  readonly backedOut: string | null;
}

/** True when the change says of itself that it restores the config before its run. */
export function claimsBackout(claim: Pick<FenceClaim, "preRunDigest" | "configDigest">): boolean {
  return claim.preRunDigest !== null && claim.preRunDigest === claim.configDigest;
}

/**
 * Accepts a claim against the stored state, or throws.
 *
 * @returns the state to store; the run is closed after a backout.
 * @throws RefusedError `fence-stale-token` when a newer driver has been here; `fence-not-a-backout` when the claimed
 *   pre-run digest is not the one that the state holds for the open run; `fence-run-changed` when an open run's digest
 *   or a run's opening digest is not what was deployed; `fence-run-open` when another run is open.
 */
export function advanceFence(stored: FenceState | null, claim: FenceClaim): FenceState {
  if (stored && claim.token < stored.token)
    throw new RefusedError(
      "fence-stale-token",
      `fencing token ${claim.token} is older than ${stored.token}: another driver took over this stack`,
      { field: "run.fencingToken", next: "maestro cutover status" },
    );
  const open = stored?.preRunDigest ? stored : null;
  if (claimsBackout(claim)) {
    if (open?.preRunDigest !== claim.preRunDigest || open.runId !== claim.runId)
      throw new RefusedError(
        "fence-not-a-backout",
        `the change claims to back out run ${claim.runId ?? "(none)"}, but the stack's state holds ${
          open ? `run ${open.runId} with another pre-run config` : "no open run"
        }`,
        { field: "run.preRunDigest", next: "maestro cutover backout" },
      );
    return { ...claim, runId: null, preRunDigest: null, backedOut: claim.runId };
  }
  if (claim.preRunDigest !== null) {
    if (open && open.runId !== claim.runId)
      throw new RefusedError("fence-run-open", `run ${open.runId} is still open on this stack`, {
        field: "run.id",
        next: "maestro cutover resume",
      });
    const expected = open ? open.preRunDigest : (stored?.configDigest ?? null);
    if (expected !== claim.preRunDigest)
      throw new RefusedError(
        "fence-run-changed",
        "the pre-run digest is not that of the config deployed before the run",
        {
          field: "run.preRunDigest",
          next: "maestro up, then start the cutover again",
        },
      );
  }
  return { ...claim, backedOut: stored?.backedOut ?? null };
}
