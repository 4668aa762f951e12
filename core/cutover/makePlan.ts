import { InputError } from "../errors/index.ts";
import { type LimitedCanary, limitOptions } from "./limited.ts";
import type { BackoutSafety, CutoverPlan, JudgeSettings, Mapping, PlanStep } from "./plan.ts";
import type { PlanOptions } from "./planFile.ts";
import { idleOf, parseRestingRelease, type Release, releaseSchema, withoutColor } from "./release.ts";
import { EFFECT_OF, type StepState } from "./states.ts";

export interface PlanRequest {
  readonly service: string;
  readonly stack: string;
  readonly environment: string;
  /** The release config before the run. */
  readonly release: unknown;
  readonly to: { readonly version: string };
  readonly options: PlanOptions;
  /** Null where the release declares no data migration. */
  readonly mapping?: Mapping | null;
  readonly limited?: LimitedCanary | null;
  /** Digest of the stack's whole config with this release in it. */
  readonly configDigest: (release: Release) => string;
}

/**
 * Lays out a cutover: every step with the release config that holds after it. Each release differs from the one before
 * in what the step is for and in nothing else.
 * @throws InputError `release-invalid`, `release-not-at-rest`, `version-invalid`, `version-already-active`
 */
export function makePlan(request: PlanRequest): CutoverPlan {
  const { mapping = null, limited = null } = request;
  const options = limited === null ? request.options : limitOptions(request.options, limited);
  const before = parseRestingRelease(request.release);
  const target = parseTarget(request.to.version);
  const [old, next] = [before.activeColor, idleOf(before)];
  const oldVersion = before[old]!.version;
  if (oldVersion === target)
    throw new InputError("version-already-active", `${request.service} already runs ${target} as ${old}`, {
      field: "to",
      next: "name another version with --to",
    });

  const steps: PlanStep[] = [];
  let release = before;
  let weight = 0;
  const add = (state: StepState, change: Partial<Release>, more: Partial<PlanStep> = {}): void => {
    release = { ...release, ...change };
    weight = more.weight ?? weight;
    steps.push({
      id: state,
      state,
      effect: EFFECT_OF[state],
      weight,
      release,
      configDigest: request.configDigest(release),
      warmupMs: 0,
      watchMs: 0,
      maxWaitMs: options.maxWaitMs,
      judge: null,
      backout: safetyOf(state, mapping),
      ...more,
      holdBefore: options.holdBefore.includes(state) && !steps.some((step) => step.state === state),
    });
  };
  const judge = (kind: JudgeSettings["kind"], minSamples: number): JudgeSettings => ({
    kind,
    minSamples,
    looks: options.looks,
    lookEveryMs: options.lookEveryMs,
  });

  const first = options.canary[0]!;
  add("preflight", {});
  add("deployIdle", { [next]: { version: target }, baseline: { version: oldVersion } });
  if (mapping !== null) {
    add("dualWrite", { dualWrite: true });
    add("backfill", {});
    add(
      "shadowRead",
      { shadowRead: mapping.shadowRead },
      { warmupMs: options.warmupMs, watchMs: first.watchMs, judge: judge("shadowRead", first.minSamples) },
    );
  }
  for (const step of options.canary)
    add(
      "canary",
      { canaryWeight: step.weight, shadowRead: 0 },
      {
        id: `canary-${step.weight}`,
        weight: step.weight,
        warmupMs: options.warmupMs,
        watchMs: step.watchMs,
        judge: judge("aca", step.minSamples),
      },
    );
  const { baseline: _, ...withoutBaseline } = release;
  release = withoutBaseline;
  add("flip", { activeColor: next, canaryWeight: 0 }, { weight: 100 });
  add("soak", {}, { watchMs: options.soakMs });
  release = withoutColor(release, old);
  add("finish", { dualWrite: false });
  return {
    name: options.name,
    service: request.service,
    stack: request.stack,
    environment: request.environment,
    from: { color: old, version: oldVersion },
    to: { color: next, version: target },
    preRun: { release: before, configDigest: request.configDigest(before) },
    mapping,
    ...(limited === null ? {} : { limited }),
    limits: options.limits,
    steps,
  };
}

function parseTarget(version: string): string {
  const parsed = releaseSchema.shape.blue.safeParse({ version });
  if (parsed.success) return version;
  throw new InputError("version-invalid", `${JSON.stringify(version)} is not ${parsed.error.issues[0]!.message}`, {
    field: "to",
    next: "name a version such as v2.0.0 with --to",
  });
}

/** Before the flip the old side has every write; after it the direction of the mapping decides. */
function safetyOf(state: StepState, mapping: Mapping | null): BackoutSafety {
  if (mapping === null || !["flip", "soak", "finish"].includes(state)) return "safe";
  return mapping.reversible ? "reverse-sync-first" : "past-return";
}
