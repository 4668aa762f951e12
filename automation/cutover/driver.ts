import type { EngineStack, OperationReport } from "../../adapters/engine/stack.ts";
import type { Collector } from "../../adapters/metrics/collector.ts";
import type { AcaConfig, MetricSource } from "../../core/aca/index.ts";
import {
  type Action,
  applyEvent,
  BACKOUT,
  type Boundary,
  type BoundaryPart,
  backoutSafety,
  boundaryOf,
  breachFact,
  type CutoverPlan,
  currentStep,
  decide,
  type FreezeState,
  factsOf,
  foldRun,
  type Observation,
  type PlanStep,
  partOfFact,
  probeFact,
  type Release,
  type RunEvent,
  type RunFact,
  type RunState,
  refusalOf,
  type WorldState,
} from "../../core/cutover/index.ts";
import { OutsideError } from "../../core/errors/index.ts";
import { type Breach, evaluateBreach, type Slo } from "../../core/slo/index.ts";
import type { Target, TargetOutputs } from "../../core/target/index.ts";
import {
  closeRunSection,
  type EffectContext,
  type EffectResult,
  NO_REPORT,
  previewOf,
  settled,
  upTo,
  watchSwitch,
} from "./effects.ts";
import type { Inbox } from "./inbox.ts";
import { look } from "./judging.ts";
import type { MigrationEffects } from "./migration-port.ts";
import { asksServers, lookSamples, samplesBy } from "./samples.ts";
import { type Successor, successorMs } from "./successor.ts";
import { findLoad, switchedAt } from "./traffic.ts";
import { probeWorld, targetOutputs } from "./world.ts";

export interface RunLedger {
  append(fact: RunFact): RunEvent;
  events(): readonly RunEvent[];
}

export interface DriverDeps {
  readonly plan: CutoverPlan;
  readonly ledger: RunLedger;
  readonly engine: EngineStack;
  readonly effects: EffectContext;
  readonly collector: Collector;
  readonly targetOf: (outputs: TargetOutputs) => Target;
  readonly freeze: () => Promise<FreezeState>;
  readonly slo: Slo;
  readonly aca: AcaConfig;
  /** The servers of aca.yaml. */
  readonly sources: Readonly<Record<string, MetricSource>>;
  readonly inbox: Inbox;
  readonly stateDir: string;
  readonly reportDir: string;
  readonly kill: (boundary: Boundary) => void;
  readonly now: () => number;
  /** Aborted by Ctrl-C: the run is put on hold. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent, state: RunState) => void;
  readonly onOutputs: (outputs: TargetOutputs) => void;
  readonly onProgress: (state: RunState, action: Action) => void;
  /** Writes run.json and what belongs to it. */
  readonly report: (state: RunState) => Promise<void>;
  readonly onPreview?: (step: PlanStep, report: OperationReport) => void | Promise<void>;
  /** Goes on watching in hold instead of returning. */
  readonly stayInHold: boolean;
  /** Starts the driver that goes on watching when this one leaves a hold with traffic on the new version. */
  readonly successor: (() => Successor) | null;
  /** Null where the release declares no mapping. */
  readonly migration: MigrationEffects | null;
  /** What was looked up before this driver had the lease and still holds. */
  readonly known: { readonly world: WorldState; readonly outputs: TargetOutputs } | null;
}

export type DriverEnd =
  | { readonly kind: "ended" }
  /** `successor`: who goes on watching for a breach, where the new version has traffic. */
  | { readonly kind: "held"; readonly exposed: boolean; readonly successor: Successor | null }
  | { readonly kind: "yielded"; readonly text: string };

const tickMs = 250;
const freezeEveryMs = 2_000;
const worldEveryMs = 10_000;

/**
 * Runs what the planner says, until the run ends or holds. Before every effect its intent is in the ledger, after it
 * its outcome; every decision is the planner's.
 */
export class Driver {
  readonly #deps: DriverDeps;
  #state: RunState;
  #world: WorldState = { kind: "unknown", reason: { code: "not-looked", text: "nobody has looked yet" } };
  #worldAt = 0;
  #freeze: FreezeState = { kind: "unknown", text: "the calendar has not been read yet" };
  #freezeAt = Number.NEGATIVE_INFINITY;
  #target: Target | null = null;
  #interrupted = false;
  #successor: { readonly who: Successor; readonly until: number; reported: boolean } | null = null;

  constructor(deps: DriverDeps) {
    this.#deps = deps;
    this.#state = foldRun(deps.ledger.events());
  }

  get state(): RunState {
    return this.#state;
  }

  async drive(): Promise<DriverEnd> {
    const { collector, known, now } = this.#deps;
    if (known === null) await this.#look();
    else {
      [this.#world, this.#worldAt] = [known.world, now()];
      this.#retarget(known.outputs);
    }
    collector.start();
    const { migration } = this.#deps;
    // A database that is away now is asked again by the step that needs it.
    if (this.#state.touched) await migration?.resume?.().catch(() => undefined);
    try {
      for (;;) {
        await this.#takeCommands();
        const observation = await this.#observe();
        const action = decide(this.#state, observation, this.#deps.now());
        this.#deps.onProgress(this.#state, action);
        const end = await this.#perform(action);
        if (end) return end;
      }
    } finally {
      collector.stop();
      await migration?.close?.();
    }
  }

  async #perform(action: Action): Promise<DriverEnd | null> {
    switch (action.kind) {
      case "apply":
        await (action.backout ? this.#backout(action) : this.#step(action));
        return null;
      case "probe":
        await this.#probe(action.step);
        return null;
      case "watch":
        await this.#sleep(action.until);
        return null;
      case "judge":
        await this.#judge(action);
        return null;
      case "wait":
        // An interrupted process ends, whatever it was told before.
        if (!this.#deps.stayInHold || this.#interrupted) return await this.#leave(action.exposed);
        await this.#sleep(this.#deps.now() + 1_000);
        return null;
      case "yield":
        return { kind: "yielded", text: action.reason.text };
      case "advance":
      case "hold":
      case "leave":
      case "escalate":
        this.#append(factsOf(action));
        await this.#deps.report(this.#state);
        return null;
      case "end":
        if (this.#state.ended === null) {
          await this.#previewRefused(action.outcome);
          if (this.#state.touched) await this.#deps.migration?.end?.();
          if (this.#state.touched) closeRunSection(this.#deps.effects);
          this.#append(factsOf(action));
        }
        await this.#deps.report(this.#state);
        return { kind: "ended" };
    }
  }

  /** Goes on watching until the successor does, so that traffic on the new version is never without a watch. */
  async #leave(exposed: boolean): Promise<DriverEnd | null> {
    const { successor, now, report } = this.#deps;
    if (!exposed || successor === null) return { kind: "held", exposed, successor: null };
    this.#successor ??= { who: successor(), until: now() + successorMs, reported: false };
    const { who, until, reported } = this.#successor;
    if (!who.alive() || now() > until) return { kind: "held", exposed, successor: null };
    if (who.ready()) {
      if (reported) return { kind: "held", exposed, successor: who };
      // The last report is written while this driver still watches; one look later it leaves.
      await report(this.#state);
      this.#successor.reported = true;
      return null;
    }
    await this.#sleep(now() + tickMs);
    return null;
  }

  /** One step's effect between its intent and its outcome, with a boundary on either side of each. */
  async #step(action: Extract<Action, { kind: "apply"; backout: false }>): Promise<void> {
    const { step } = action;
    this.#at(step, "before", "intent");
    this.#append(factsOf(action));
    this.#at(step, "after", "intent");
    const result = await this.#withData(step, () => this.#effect(step, action.release));
    this.#at(step, "before", "outcome");
    const { outcome, startedAt, endedAt, timings, error, refused } = result;
    this.#append([{ kind: "step.outcome", step: step.id, outcome, startedAt, endedAt, timings, error, refused }]);
    this.#at(step, "after", "outcome");
    this.#at(step, "before", "report");
    await this.#deps.report(this.#state);
    this.#at(step, "after", "report");
  }

  /** A step's effect between what has to be true of the data before it and what it does to the data. */
  async #withData(step: PlanStep, effect: () => Promise<EffectResult>): Promise<EffectResult> {
    const { migration, now, signal } = this.#deps;
    const data = async (work: (() => Promise<void>) | undefined): Promise<EffectResult | null> => {
      if (work === undefined) return null;
      const result = await settled(now(), now, null, performance.now(), async () => {
        await work();
        return NO_REPORT;
      });
      return result.outcome === "done" ? null : result;
    };
    const before = migration?.before?.bind(migration);
    const after = migration?.after?.bind(migration);
    const early = await data(before && (() => before(step, signal)));
    if (early !== null) return early;
    const result = await effect();
    if (result.outcome !== "done") return result;
    const late = await data(after && (() => after(step)));
    return late === null ? result : { ...result, outcome: "failed", endedAt: now(), error: late.error };
  }

  async #effect(step: PlanStep, release: Release): Promise<EffectResult> {
    const { effects, plan } = this.#deps;
    if (step.effect === "none") {
      const now = this.#deps.now();
      const timings = { setConfigAt: null, upMs: null, packMs: null, trafficAt: null };
      return { outcome: "done", startedAt: now, endedAt: now, timings, error: null, refused: false, report: null };
    }
    if (step.effect === "preview") {
      const next = plan.steps.find((s) => s.effect === "up")!;
      const result = await previewOf(effects, next);
      if (result.report) await this.#deps.onPreview?.(next, result.report);
      return result;
    }
    this.#at(step, "before", "up");
    if (step.effect === "backfill") {
      const result = await settled(this.#deps.now(), this.#deps.now, null, performance.now(), async () => {
        await this.#migration().backfill(this.#deps.signal);
        return NO_REPORT;
      });
      this.#at(step, "after", "up");
      return result;
    }
    const switches = step.state === "flip";
    const watch = switches && this.#target ? watchSwitch(this.#target, plan.to.color, this.#deps.now) : null;
    const up = (signal?: AbortSignal): Promise<EffectResult> =>
      upTo(effects, release, step.state === "finish", `${effects.runId} ${step.id}`, signal);
    // Once finish has begun there is no way back that stopping it half-way could open.
    const result = step.state !== "finish" ? await this.#underWatch(up) : await up();
    const routed = watch?.stop() ?? null;
    this.#at(step, "after", "up");
    if (result.outcome === "done") this.#applied(step.configDigest, release, result.outputs!);
    else this.#staleToken(result);
    if (!switches || result.outcome !== "done") return result;
    const trafficAt = (await this.#seenByClient(plan.from.color, plan.to.color, result.startedAt)) ?? routed;
    return { ...result, timings: { ...result.timings, trafficAt: whole(trafficAt) } };
  }

  /**
   * Runs an `up` with the breach watch beside it, and an ear for people. A breach is written down at once, which makes the backout due
   * whatever becomes of this process, and the `up` is ended: what it did by then the backout undoes.
   */
  async #underWatch(up: (signal: AbortSignal) => Promise<EffectResult>): Promise<EffectResult> {
    const { value, overtaken } = await this.#watched(up, () => this.#personWantsBack());
    if (!overtaken || value.outcome === "done") return value;
    return { ...value, error: { code: "overtaken", text: "it was ended for a backout" }, refused: false };
  }

  /** Does what takes its time, and ends it for a breach, which is written down at once, and for what else is `urgent`. */
  async #watched<T>(
    work: (signal: AbortSignal) => Promise<T>,
    urgent: () => boolean,
  ): Promise<{ readonly value: T; readonly overtaken: boolean }> {
    const { slo, now, collector, plan } = this.#deps;
    const overtaken = new AbortController();
    const timer = setInterval(() => {
      if (urgent()) return overtaken.abort();
      if (!this.#state.exposed) return;
      // While an `up` runs nobody knows which of the two the new color is just now.
      const seen = (["canary", "active"] as const)
        .map((group) => evaluateBreach(slo, collector.readings(plan.to.color, group), now()))
        .find((state) => state.kind === "breach");
      if (seen === undefined) return;
      clearInterval(timer);
      overtaken.abort();
      this.#note(seen);
    }, tickMs);
    try {
      return { value: await work(overtaken.signal), overtaken: overtaken.signal.aborted };
    } finally {
      clearInterval(timer);
    }
  }

  /** A backout that a person asks for and would get; it is taken and written down once the `up` is over. */
  #personWantsBack(): boolean {
    const nothing = { freeze: this.#freeze, breach: { kind: "none" } } as const;
    return this.#deps.inbox
      .take()
      .some(
        ({ command: { verb, acceptDataLoss } }) =>
          verb === "backout" && refusalOf(this.#state, nothing, verb, acceptDataLoss) === null,
      );
  }

  /** A ledger that cannot be written must not keep the `up` alive: whoever writes next hears of it. */
  #note(seen: Breach): void {
    if (this.#state.breach !== null) return;
    try {
      this.#append([breachFact(seen)]);
    } catch {}
  }

  async #backout(action: Extract<Action, { kind: "apply"; backout: true }>): Promise<void> {
    const { plan, effects } = this.#deps;
    const step = { id: BACKOUT, state: BACKOUT };
    this.#at(step, "before", "intent");
    this.#append(factsOf(action));
    this.#at(step, "after", "intent");
    this.#at(step, "before", "up");
    const watch = this.#target ? watchSwitch(this.#target, plan.from.color, this.#deps.now) : null;
    const syncs = action.safety === "reverse-sync-first";
    const behind = syncs ? await this.#reverseSync() : null;
    const turned = behind ?? (await upTo(effects, action.release, false, `${effects.runId} backout`));
    // What came in while the traffic turned flows back too, before the backout counts as done.
    const result = (syncs && turned.outcome === "done" ? await this.#reverseSync() : null) ?? turned;
    const routed = watch?.stop() ?? null;
    this.#at(step, "after", "up");
    let restoredAt: number | null = null;
    if (result.outcome === "done") {
      this.#applied(action.configDigest, action.release, result.outputs!);
      const seen = await this.#seenByClient(plan.to.color, plan.from.color, result.startedAt);
      restoredAt = whole(seen ?? routed ?? result.endedAt);
    } else this.#staleToken(result);
    this.#at(step, "before", "outcome");
    const { outcome, startedAt, endedAt, error, refused } = result;
    const timings = { ...result.timings, trafficAt: restoredAt };
    this.#append([{ kind: "backout.outcome", outcome, startedAt, endedAt, timings, error, refused, restoredAt }]);
    this.#at(step, "after", "outcome");
    this.#at(step, "before", "report");
    await this.#deps.report(this.#state);
    this.#at(step, "after", "report");
  }

  /** A run that is refused before its preview step gets its preview too: reviewers see what every rule says of it. */
  async #previewRefused(outcome: string): Promise<void> {
    const { plan, effects, onPreview } = this.#deps;
    const preflight = plan.steps.find((s) => s.effect === "preview");
    if (outcome !== "refused" || !onPreview || preflight === undefined) return;
    if (this.#state.steps[preflight.id]!.firstIntentAt !== null) return;
    const next = plan.steps.find((s) => s.effect === "up")!;
    const { report } = await previewOf(effects, next);
    if (report) await onPreview(next, report);
  }

  /** Null when every write of the new side is on the old one; else why not: the traffic then stays where the data is. */
  async #reverseSync(): Promise<EffectResult | null> {
    const { now, signal } = this.#deps;
    const result = await settled(now(), now, null, performance.now(), async () => {
      await this.#migration().reverseSync(signal);
      return NO_REPORT;
    });
    if (result.outcome === "done") return null;
    return { ...result, error: { code: "reverse-sync-failed", text: result.error?.text ?? "it failed" } };
  }

  #migration(): MigrationEffects {
    const { migration, plan } = this.#deps;
    if (migration === null)
      throw new OutsideError("migration-missing", `nothing brings the mapping ${plan.mapping?.id ?? ""} about here`, {
        next: "maestro cutover backout --accept-data-loss, or run it where the migration is declared",
      });
    return migration;
  }

  async #probe(step: string): Promise<void> {
    if (step === BACKOUT && backoutSafety(this.#state) === "reverse-sync-first") {
      const behind = await this.#reverseSync();
      if (behind) return this.#append([{ kind: "probe.failed", step, reason: behind.error! }]);
    }
    await this.#look();
    this.#append([probeFact(this.#state, step, this.#world, this.#deps.now())]);
  }

  async #judge(action: Extract<Action, { kind: "judge" }>): Promise<void> {
    const { collector, plan, aca, sources, reportDir, now, signal } = this.#deps;
    if (action.judge.kind === "shadowRead") {
      this.#append([await this.#migration().judgeShadowRead(action.step, action.since, action.look)]);
      return;
    }
    const at = now();
    const { count, ...replicas } = collector.sides(action.since);
    const request = { aca, plan, replicas, sources, since: action.since, now: at };
    // Whoever has something to say is heard while a server thinks; the look is then taken later.
    const urgent = (): boolean => signal.aborted || this.#deps.inbox.take().length > 0;
    const { value: samples, overtaken } = await this.#watched(
      (ended) => lookSamples({ ...request, signal: ended }),
      () => asksServers(aca) && urgent(),
    );
    if (overtaken) return;
    const { fact } = look({
      step: action.step,
      number: action.look,
      config: {
        ...aca,
        metrics: aca.metrics.map((m) => ({ ...m, minSamples: Math.max(m.minSamples, action.judge.minSamples) })),
      },
      samples,
      counts: samplesBy(aca, count, action.since, at),
      reportDir,
      now: at,
    });
    this.#append([fact]);
  }

  async #takeCommands(): Promise<void> {
    if (this.#deps.signal.aborted && !this.#interrupted) {
      this.#interrupted = true;
      const observation = await this.#observe();
      const refused = refusalOf(this.#state, observation, "hold");
      this.#append([
        {
          kind: "command",
          verb: "hold",
          actor: "person:terminal",
          reason: "interrupted",
          acceptDataLoss: false,
          refused,
        },
      ]);
    }
    for (const { command, done } of this.#deps.inbox.take()) {
      const observation = await this.#observe();
      const refused = refusalOf(this.#state, observation, command.verb, command.acceptDataLoss);
      this.#append([{ kind: "command", ...command, refused }]);
      done();
    }
  }

  async #observe(): Promise<Observation> {
    const { collector, plan, slo, now } = this.#deps;
    const at = now();
    if (at - this.#freezeAt >= freezeEveryMs) await this.#readFreeze(at);
    if (this.#state.hold !== null && at - this.#worldAt >= worldEveryMs) await this.#look();
    const step = currentStep(this.#state);
    const flipped = this.#world.kind === "known" && this.#world.activeColor === plan.to.color;
    const readings = collector.readings(plan.to.color, flipped ? "active" : "canary");
    const since = this.#state.watchFrom === null || step === null ? null : this.#state.watchFrom + step.warmupMs;
    return {
      freeze: this.#freeze,
      breach: this.#state.exposed ? evaluateBreach(slo, readings, at) : { kind: "none" },
      watchedSince: collector.watchedSince,
      samples: since === null ? null : this.#samples(step!, since),
      world: this.#world,
    };
  }

  #samples(step: PlanStep, since: number): Observation["samples"] {
    const { collector, migration, aca, now } = this.#deps;
    return step.judge?.kind === "shadowRead"
      ? (migration?.shadowReads(since) ?? null)
      : samplesBy(aca, collector.sides(since).count, since, now());
  }

  async #readFreeze(at: number): Promise<void> {
    this.#freeze = await this.#deps.freeze();
    this.#freezeAt = at;
    const text = this.#freeze.kind === "allow" ? "" : this.#freeze.text;
    if (this.#state.freeze !== null && this.#state.freeze !== this.#freeze.kind)
      this.#append([{ kind: "freeze.changed", freeze: this.#freeze.kind, text }]);
    else if (this.#state.freeze === null && this.#freeze.kind !== "allow")
      this.#append([{ kind: "freeze.changed", freeze: this.#freeze.kind, text }]);
  }

  /** What an `up` that succeeded has made true, without another call of the engine. */
  #applied(configDigest: string, release: Release, outputs: TargetOutputs): void {
    const { now, effects } = this.#deps;
    this.#retarget(outputs);
    this.#world = {
      kind: "known",
      at: now(),
      configDigest,
      settled: true,
      activeColor: release.activeColor,
      fencingToken: effects.fencingToken,
    };
    this.#worldAt = now();
  }

  async #look(): Promise<void> {
    const { engine, targetOf, now } = this.#deps;
    this.#world = await probeWorld({ engine, target: targetOf, now });
    this.#worldAt = now();
    const outputs = await targetOutputs(engine).catch(() => null);
    if (outputs) this.#retarget(outputs);
  }

  #retarget(outputs: TargetOutputs): void {
    this.#deps.onOutputs(outputs);
    this.#target = this.#deps.targetOf(outputs);
    this.#deps.collector.watch(this.#target, outputs.replicas);
  }

  /** The fence has refused our token: another driver took over, and the planner must hear of it. */
  #staleToken(result: EffectResult): void {
    if (result.error?.code !== "fence-stale-token" || this.#world.kind !== "known") return;
    this.#world = { ...this.#world, fencingToken: this.#deps.effects.fencingToken + 1 };
  }

  /** Waits up to two seconds for the load's log to show the switch. */
  async #seenByClient(from: "blue" | "green", to: "blue" | "green", since: number): Promise<number | null> {
    const load = findLoad(this.#deps.stateDir);
    if (!load) return null;
    for (let tries = 0; tries < 8; tries++) {
      const at = switchedAt(load, from, to, since);
      if (at !== null) return at;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return null;
  }

  async #sleep(until: number): Promise<void> {
    const ms = Math.max(1, Math.min(tickMs, until - this.#deps.now()));
    await new Promise((resolve) => setTimeout(resolve, ms));
  }

  #append(facts: readonly RunFact[]): void {
    for (const fact of facts) {
      const own = partOfFact(this.#deps.plan, fact);
      if (own) this.#at(own.step, "before", own.part);
      const event = this.#deps.ledger.append(fact);
      this.#state = applyEvent(this.#state, event);
      this.#deps.onEvent(event, this.#state);
      if (own) this.#at(own.step, "after", own.part);
    }
  }

  #at(step: { id: string; state: string }, side: "before" | "after", part: BoundaryPart): void {
    this.#deps.kill(boundaryOf(step, side, part));
  }
}

function whole(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
