import type { EngineStack } from "../../adapters/engine/stack.ts";
import type { WorldState } from "../../core/cutover/index.ts";
import { MaestroError } from "../../core/errors/index.ts";
import type { Target, TargetOutputs } from "../../core/target/index.ts";

/** What the stack's state holds of a run: read from the fence. */
export interface StoredFence {
  readonly token: number;
  readonly runId: string | null;
  readonly preRunDigest: string | null;
  readonly configDigest: string;
  readonly backedOut: string | null;
}

/** The fence's state and whether the last operation left something pending; null before the first `up`. */
export async function readFence(engine: EngineStack): Promise<{ fence: StoredFence | null; pending: boolean }> {
  const { resources, pendingOperations } = await engine.state();
  const outputs = resources.find((resource) => resource.type === "pulumi-nodejs:dynamic/local:Fence")?.outputs;
  if (!outputs) return { fence: null, pending: pendingOperations };
  const text = (name: string): string | null => (typeof outputs[name] === "string" ? (outputs[name] as string) : null);
  return {
    fence: {
      token: Number(outputs.token),
      runId: text("runId"),
      preRunDigest: text("preRunDigest"),
      configDigest: text("configDigest") ?? "",
      backedOut: text("backedOut"),
    },
    pending: pendingOperations,
  };
}

export interface WorldSources {
  readonly engine: EngineStack;
  /** The target of the latest outputs, or null before the first `up`. */
  readonly target: (outputs: TargetOutputs) => Target;
  readonly now: () => number;
}

/**
 * Looks at the world: the stack's own state and the router's rule in force. They agree when the router's shares are
 * those that the state's outputs stand for; an `up` that ended half-way leaves them apart or an operation pending.
 */
export async function probeWorld(sources: WorldSources): Promise<WorldState> {
  const { engine, now } = sources;
  try {
    const { fence, pending } = await readFence(engine);
    if (!fence)
      return { kind: "unknown", reason: { code: "never-deployed", text: "the stack has no fence: run maestro up" } };
    const outputs = await targetOutputs(engine);
    const { shares } = await sources.target(outputs).traffic(AbortSignal.timeout(5_000));
    const active = shares.find((share) => share.group === "active");
    const agrees = active?.color === outputs.activeColor && sameGroups(shares, outputs);
    return {
      kind: "known",
      at: now(),
      configDigest: fence.configDigest,
      settled: !pending && agrees,
      activeColor: active?.color ?? outputs.activeColor,
      fencingToken: fence.token,
    };
  } catch (error) {
    const reason =
      error instanceof MaestroError
        ? { code: error.code, text: error.message }
        : { code: "world-unreadable", text: error instanceof Error ? error.message : String(error) };
    return { kind: "unknown", reason };
  }
}

function sameGroups(shares: readonly { group: string; version: string }[], outputs: TargetOutputs): boolean {
  const key = (list: readonly { group: string; version: string }[]): string =>
    [...new Set(list.map(({ group, version }) => `${group} ${version}`))].sort().join("\n");
  return key(shares) === key(outputs.replicas);
}

export async function targetOutputs(engine: EngineStack): Promise<TargetOutputs> {
  return (await engine.outputs()).target?.value as TargetOutputs;
}
