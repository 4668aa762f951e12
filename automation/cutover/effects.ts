import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { EngineStack, OperationOptions, OperationReport, OutputMap } from "../../adapters/engine/stack.ts";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import type { PlanStep, Reason, Release, Timings } from "../../core/cutover/index.ts";
import { MaestroError, RefusedError } from "../../core/errors/index.ts";
import type { Color, Target, TargetOutputs } from "../../core/target/index.ts";
import { clearPackTimes, packMs } from "./pack-times.ts";

export interface EffectContext {
  readonly engine: EngineStack;
  readonly projectDir: string;
  readonly stack: string;
  readonly namespace: string;
  readonly policyPacks: readonly string[];
  readonly runId: string;
  readonly fencingToken: number;
  readonly preRunDigest: string;
  readonly now: () => number;
  readonly stateDir: string;
  /** Ms after which an `up` that has not come back is ended. */
  readonly upDeadlineMs: number;
  /** Removes the backend's lock of an engine that was ended. */
  readonly clearLock: () => Promise<void>;
  /** For files of one preview. */
  readonly scratchDir: string;
}

export interface EffectResult {
  readonly outcome: "done" | "failed";
  readonly startedAt: number;
  readonly endedAt: number;
  readonly timings: Timings;
  readonly error: Reason | null;
  readonly refused: boolean;
  readonly report: OperationReport | null;
  /** What `up` left in the stack's outputs. */
  readonly outputs?: TargetOutputs;
}

/**
 * Flips the stack config to `release` and runs `up` under the packs: the driver's only effect on the world. The run's
 * own section goes with it: id, token and pre-run digest while the run is open, the token alone once `closing`.
 */
export async function upTo(
  context: EffectContext,
  release: Release,
  closing: boolean,
  message: string,
  signal?: AbortSignal,
): Promise<EffectResult> {
  const { now } = context;
  const startedAt = now();
  const file = StackFile.read(context.projectDir, context.stack, context.namespace);
  file.write({ release: definedOnly(release), run: runSection(context, closing) });
  const setConfigAt = startedAt;
  const began = performance.now();
  clearPackTimes(context.stateDir);
  const deadline = AbortSignal.timeout(context.upDeadlineMs);
  const result = await settled(startedAt, now, setConfigAt, began, () =>
    context.engine.up({
      policyPacks: context.policyPacks,
      message,
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    }),
  );
  const timings = { ...result.timings, packMs: packMs(context.stateDir) };
  const ended = deadline.aborted || signal?.aborted === true;
  if (!ended || result.outcome === "done") return { ...result, timings };
  await context.clearLock();
  const late = {
    code: "up-deadline",
    text: `up did not come back within ${context.upDeadlineMs / 1000} s and was ended`,
  };
  return { ...result, timings, refused: false, ...(deadline.aborted ? { error: late } : {}) };
}

/** Previews a step's release under the packs without touching the stack's own config file. */
export async function previewOf(
  context: EffectContext,
  step: PlanStep,
  onEvent?: OperationOptions["onEvent"],
): Promise<EffectResult> {
  const { now } = context;
  const startedAt = now();
  const own = join(context.projectDir, `Pulumi.${context.stack}.yaml`);
  const copy = join(context.scratchDir, "preview", `Pulumi.${context.stack}.yaml`);
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(own, copy);
  StackFile.read(dirname(copy), context.stack, context.namespace).write({
    release: definedOnly(step.release),
    run: runSection(context, step.state === "finish"),
  });
  try {
    return await settled(startedAt, now, null, performance.now(), () =>
      context.engine.preview({
        policyPacks: context.policyPacks,
        configFile: copy,
        ...(onEvent ? { onEvent } : {}),
      }),
    );
  } finally {
    rmSync(dirname(copy), { recursive: true, force: true });
  }
}

/** After the run: what is left in the stack file is the token, so that the next `up` claims nothing. */
export function closeRunSection(context: EffectContext): void {
  StackFile.read(context.projectDir, context.stack, context.namespace).write({
    run: { fencingToken: context.fencingToken },
  });
}

function runSection(context: EffectContext, closing: boolean): Record<string, unknown> {
  const { runId, fencingToken, preRunDigest } = context;
  return closing ? { id: runId, fencingToken } : { id: runId, fencingToken, preRunDigest };
}

/** YAML would write an undefined member as null. */
function definedOnly(release: Release): Record<string, unknown> {
  return Object.fromEntries(Object.entries(release).filter(([, value]) => value !== undefined));
}

/** Of an effect that the engine has no part in. */
export const NO_REPORT: OperationReport = {
  operations: { create: 0, update: 0, replace: 0, delete: 0, same: 0 },
  policies: [],
  durationMs: 0,
};

/** Runs an effect and says how it came out; nothing is thrown. */
export async function settled(
  startedAt: number,
  now: () => number,
  setConfigAt: number | null,
  began: number,
  operate: () => Promise<OperationReport & { readonly outputs?: OutputMap }>,
): Promise<EffectResult> {
  const timings = (): Timings => ({
    setConfigAt,
    upMs: Math.round(performance.now() - began),
    packMs: null,
    trafficAt: null,
  });
  try {
    const report = await operate();
    const outputs = report.outputs?.target?.value as TargetOutputs | undefined;
    const done = {
      outcome: "done",
      startedAt,
      endedAt: now(),
      timings: timings(),
      error: null,
      refused: false,
      report,
    } as const;
    return outputs ? { ...done, outputs } : done;
  } catch (error) {
    const reason =
      error instanceof MaestroError
        ? { code: error.code, text: error.message }
        : { code: "internal", text: error instanceof Error ? error.message : String(error) };
    const report = error instanceof MaestroError && "report" in error ? (error.report as OperationReport) : null;
    return {
      outcome: "failed",
      startedAt,
      endedAt: now(),
      timings: timings(),
      error: reason,
      refused: error instanceof RefusedError,
      report,
    };
  }
}

/**
 * Watches the router's rule while an effect runs, so that the instant of the switch is known even where no load of
 * ours sees it. An upper bound: it is read every 50 ms.
 */
export function watchSwitch(target: Target, to: Color, now: () => number): { stop(): number | null } {
  let seen: number | null = null;
  let stopped = false;
  const look = async (): Promise<void> => {
    while (!stopped && seen === null) {
      const state = await target.traffic(AbortSignal.timeout(1_000)).catch(() => null);
      const others = state?.shares.some((share) => share.color !== to && share.weight > 0);
      if (state && others === false) seen = now();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  void look();
  return {
    stop: () => {
      stopped = true;
      return seen;
    },
  };
}
