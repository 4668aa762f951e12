import type { dynamic } from "@pulumi/pulumi";
import { advanceFence, type FenceClaim, type FenceState } from "../../../../core/fence/index.ts";
import { explained } from "./explained.ts";

function claimOf(inputs: FenceClaim): FenceClaim {
  const { token, runId = null, preRunDigest = null, configDigest } = inputs;
  return { token, runId, preRunDigest, configDigest };
}

function stateOf(outs: FenceState): FenceState {
  return { ...claimOf(outs), backedOut: outs.backedOut ?? null };
}

/**
 * The fence. `diff` runs in every preview and every `up` before anything that depends on it, and throws on a claim
 * that the state does not bear out; `update` stores the accepted claim.
 */
export const fence: dynamic.ResourceProvider<FenceClaim, FenceState> = {
  check: async (_olds, news) => ({ inputs: news }),
  create: (inputs) =>
    explained(async () => ({ id: "fence", outs: { ...inputs, ...advanceFence(null, claimOf(inputs)) } })),
  diff: (_id, olds, news) =>
    explained(async () => {
      const next = advanceFence(stateOf(olds), claimOf(news));
      return { changes: JSON.stringify(next) !== JSON.stringify(stateOf(olds)) };
    }),
  update: (_id, olds, news) =>
    explained(async () => ({ outs: { ...news, ...advanceFence(stateOf(olds), claimOf(news)) } })),
  delete: async () => undefined,
};
