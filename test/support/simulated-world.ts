/**
 * A fake: a stack, its metrics, people and a driver in memory, for tests of the planner. It stands for no real engine;
 * what the engine does is tested in test/integration. Every decision of the world is read from a tape of bytes, so
 * that a schedule can be repeated and shrunk; where the tape ends, the world is good and people are helpful.
 */
import {
  type Action,
  applyEvent,
  BACKOUT,
  type CutoverPlan,
  decide,
  factsOf,
  foldRun,
  NO_TIMINGS,
  type Observation,
  planDigest,
  probeFact,
  type Reason,
  type RunEvent,
  type RunFact,
  type RunState,
  type RunStateName,
  refusalOf,
  stateName,
  type Verb,
  type WorldState,
} from "../../core/cutover/index.ts";

/** Bytes that decide; 0, the good choice, for ever after its end. */
export class Tape {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    return byte;
  }

  /** True for the share `p` of bytes; false after the end. */
  chance(p: number): boolean {
    return this.byte() > 255 - 256 * p;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.byte() % values.length]!;
  }
}

export class Killed extends Error {}
class UpFailed extends Error {
  readonly reason: Reason;
  readonly refused: boolean;

  constructor(reason: Reason, refused: boolean) {
    super(reason.text);
    this.reason = reason;
    this.refused = refused;
  }
}

export interface Stack {
  digest: string;
  settled: boolean;
  token: number;
  /** The fence holds a run that a backout can restore. */
  open: boolean;
  /** An `up` whose driver died and that will still come through, or not. */
  flight: {
    readonly digest: string;
    readonly token: number;
    readonly closes: boolean;
    left: number;
    commits: boolean;
  } | null;
}

/** How often a world goes wrong, as shares of the decisions asked for. */
export interface Faults {
  readonly kill: number;
  readonly effect: number;
  readonly metrics: number;
  readonly freeze: number;
  readonly breach: number;
  readonly command: number;
  readonly verdict: number;
}

export interface Watcher {
  /** Before an action is taken, with the state it was decided in. */
  readonly deciding?: (world: SimulatedWorld, observation: Observation, action: Action) => void;
  readonly appended?: (before: RunState | null, event: RunEvent, after: RunState) => void;
  readonly changing?: (world: SimulatedWorld, digest: string) => void;
}

export class SimulatedWorld {
  readonly plan: CutoverPlan;
  readonly events: RunEvent[] = [];
  readonly stack: Stack;
  readonly moves = new Set<string>();
  state!: RunState;
  now = 1_000_000;
  token = 1;
  kills = 0;
  breachesInUp = 0;
  /** An effect that was asked for although the stack was there already, wholly. */
  repeated = 0;
  readonly #tape: Tape;
  readonly #faults: Faults;
  readonly #watcher: Watcher;
  #metricsSince: number | null = 0;
  #breach = false;
  #lowSamples = false;
  #freeze: Observation["freeze"] = { kind: "allow" };

  constructor(plan: CutoverPlan, tape: Tape, faults: Faults, watcher: Watcher = {}) {
    this.plan = plan;
    this.#tape = tape;
    this.#faults = faults;
    this.#watcher = watcher;
    this.stack = { digest: plan.preRun.configDigest, settled: true, token: 0, open: false, flight: null };
  }

  /** Runs to the end; throws when the run has not ended after `bound` rounds. */
  run(bound = 3_000): RunState {
    this.#append({
      kind: "run.started",
      plan: this.plan,
      planDigest: planDigest(this.plan),
      group: null,
      pid: 1,
      fencingToken: this.token,
    });
    for (let round = 0; round < bound; round += 1) {
      try {
        if (this.#round()) return this.state;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        this.#restart();
      }
    }
    throw new Error(
      `the run has not ended after ${bound} rounds: ${stateName(this.state)} ${JSON.stringify(this.state.hold)}`,
    );
  }

  observe(): Observation {
    const from = (this.state.watchFrom ?? this.now) + (this.plan.steps[this.state.current]?.warmupMs ?? 0);
    const count = Math.max(0, Math.floor((this.now - from) / (this.#lowSamples ? 10_000 : 500)));
    const known = this.#metricsSince !== null;
    return {
      freeze: this.#freeze,
      breach: !known
        ? { kind: "unknown", reason: "the metrics source is down" }
        : this.#breach
          ? { kind: "breach", limit: "errors", signal: "errorShare", value: 0.1, max: 0.01, at: this.now }
          : { kind: "none" },
      watchedSince: this.#metricsSince,
      samples: known ? { baseline: count, canary: count } : null,
      world: { kind: "unknown", reason: { code: "not-looked", text: "not looked at" } },
    };
  }

  #round(): boolean {
    this.#drift();
    this.#people();
    const observation = this.observe();
    const action = decide(this.state, observation, this.now);
    this.#watcher.deciding?.(this, observation, action);
    return this.#perform(action);
  }

  #perform(action: Action): boolean {
    switch (action.kind) {
      case "apply":
        this.#write(action);
        this.#effect(action);
        return false;
      case "probe":
        this.#append(probeFact(this.state, action.step, this.look(), this.now));
        return false;
      case "judge":
        this.#look(action.step.id);
        return false;
      case "watch":
        this.now = this.#tape.ended || this.#tape.chance(0.5) ? action.until : Math.min(action.until, this.now + 1_000);
        return false;
      case "wait":
        this.now += this.#tape.ended ? 10_000 : 1_000 * (1 + (this.#tape.byte() % 60));
        return false;
      case "yield":
        throw new Killed();
      case "end":
        this.#write(action);
        return true;
      default:
        this.#write(action);
        return false;
    }
  }

  #write(action: Action): void {
    for (const fact of factsOf(action)) this.#append(fact);
  }

  #effect(action: Extract<Action, { kind: "apply" }>): void {
    const startedAt = this.now;
    const changes = action.backout || action.step.effect === "up";
    const fields = { startedAt, timings: NO_TIMINGS } as const;
    let failed: UpFailed | null = null;
    try {
      if (changes) this.#up(action);
      else if (!action.backout && this.#tape.chance(this.#faults.effect))
        throw new UpFailed({ code: "preview-failed", text: "no" }, this.#tape.chance(0.5));
    } catch (error) {
      if (!(error instanceof UpFailed)) throw error;
      failed = error;
    }
    const outcome = {
      ...fields,
      outcome: failed === null ? "done" : "failed",
      endedAt: this.now,
      error: failed?.reason ?? null,
      refused: failed?.refused ?? false,
    } as const;
    if (action.backout)
      this.#append({ kind: "backout.outcome", ...outcome, restoredAt: failed === null ? this.now : null });
    else this.#append({ kind: "step.outcome", step: action.step.id, ...outcome });
  }

  /** A breach that shows while an `up` runs is written down at once; the `up` is ended half-way or comes through. */
  #breachInUp(action: Extract<Action, { kind: "apply" }>, digest: string): void {
    const watched = !action.backout && action.step.state !== "finish" && this.state.exposed;
    if (!watched || this.#metricsSince === null || !this.#tape.chance(this.#faults.breach)) return;
    this.#breach = true;
    this.breachesInUp += 1;
    if (this.state.breach === null)
      this.#append({ kind: "breach", rule: "errors", value: 0.1, limit: 0.01, seenAt: this.now });
    if (!this.#tape.chance(0.5)) return;
    if (this.#tape.chance(0.5)) this.#commit(digest, this.token, false, false);
    throw new UpFailed({ code: "overtaken", text: "ended for the backout" }, false);
  }

  #up(action: Extract<Action, { kind: "apply" }>): void {
    const { stack } = this;
    const digest = action.backout ? action.configDigest : action.step.configDigest;
    const closes = !action.backout && action.step.state === "finish";
    this.#watcher.changing?.(this, digest);
    this.now += 1_500;
    if (stack.flight !== null)
      throw new UpFailed({ code: "stack-locked", text: "another update is in progress" }, false);
    if (this.token < stack.token)
      throw new UpFailed({ code: "fence-stale-token", text: "a newer driver was here" }, true);
    if (action.backout && !stack.open)
      throw new UpFailed({ code: "fence-not-a-backout", text: "the stack's state holds no open run" }, true);
    if (!action.backout && this.#freeze.kind === "deny") throw new UpFailed({ code: "freeze", text: "frozen" }, true);
    if (!action.backout && this.#tape.chance(this.#faults.effect / 4))
      throw new UpFailed({ code: "policy", text: "a policy says no" }, true);
    if (stack.digest === digest && stack.settled) this.repeated += 1;
    if (this.#tape.chance(this.#faults.kill)) {
      stack.flight = {
        digest,
        token: this.token,
        closes,
        left: this.#tape.byte() % 4,
        commits: this.#tape.chance(0.5),
      };
      throw new Killed();
    }
    this.#breachInUp(action, digest);
    if (this.#tape.chance(this.#faults.effect)) {
      const halfway = this.#tape.chance(0.5);
      if (halfway) this.#commit(digest, this.token, closes, false);
      throw new UpFailed({ code: "up-failed", text: halfway ? "half-way" : "at once" }, false);
    }
    this.#commit(digest, this.token, closes, true);
  }

  #commit(digest: string, token: number, closes: boolean, settled: boolean): void {
    const backout = digest === this.plan.preRun.configDigest;
    Object.assign(this.stack, { digest, token, settled, open: backout ? !settled : !closes });
  }

  look(): WorldState {
    const { stack } = this;
    if (stack.flight !== null || this.#tape.chance(this.#faults.metrics))
      return { kind: "unknown", reason: { code: "stack-locked", text: "the stack cannot be read" } };
    return {
      kind: "known",
      at: this.now,
      configDigest: stack.digest,
      settled: stack.settled,
      activeColor: "blue",
      fencingToken: stack.token,
    };
  }

  #look(step: string): void {
    const { samples } = this.observe();
    const good = samples !== null && !this.#tape.chance(this.#faults.verdict);
    const verdict = good
      ? "pass"
      : samples === null
        ? "error"
        : this.#tape.pick(["fail", "inconclusive", "error"] as const);
    this.#append({
      kind: "look",
      step,
      verdict,
      score: verdict === "pass" ? 1 : null,
      samples: samples ?? { baseline: 0, canary: 0 },
      text: verdict,
      artifactDigest: null,
    });
  }

  /** The driver can die before and after each write. */
  #append(fact: RunFact): void {
    if (fact.kind !== "run.started" && this.#tape.chance(this.#faults.kill / 2)) throw new Killed();
    const event = { ...fact, at: this.now } as RunEvent;
    const before = event.kind === "run.started" ? null : this.state;
    this.events.push(event);
    this.state = before === null ? foldRun([event]) : applyEvent(before, event);
    if (before !== null) {
      const [from, to] = [stateName(before), stateName(this.state)];
      if (from !== to) this.moves.add(`${from} ${to}` satisfies `${RunStateName} ${RunStateName}`);
    }
    this.#watcher.appended?.(before, event, this.state);
    if (fact.kind !== "run.started" && this.#tape.chance(this.#faults.kill / 2)) throw new Killed();
  }

  #restart(): void {
    this.kills += 1;
    this.now += 500;
    this.token += 1;
    const event = { kind: "run.resumed", pid: 1 + this.kills, fencingToken: this.token, at: this.now } as const;
    this.events.push(event);
    this.state = applyEvent(this.state, event);
  }

  #drift(): void {
    const { flight } = this.stack;
    if (flight !== null) {
      flight.left -= 1;
      if (flight.left < 0) {
        if (flight.commits) this.#commit(flight.digest, flight.token, flight.closes, true);
        this.stack.flight = null;
      }
    }
    if (this.#tape.ended) {
      this.#metricsSince ??= this.now;
      this.#breach = false;
      this.#lowSamples = false;
      this.#freeze = { kind: "allow" };
      return;
    }
    if (this.#tape.chance(this.#faults.metrics)) this.#metricsSince = this.#metricsSince === null ? this.now : null;
    if (this.#tape.chance(this.#faults.breach)) this.#breach = !this.#breach;
    if (this.#tape.chance(this.#faults.metrics)) this.#lowSamples = !this.#lowSamples;
    if (this.#tape.chance(this.#faults.freeze))
      this.#freeze = this.#tape.pick([
        { kind: "allow" },
        { kind: "deny", text: "frozen" },
        { kind: "unknown", text: "unreadable" },
      ] as const);
  }

  #people(): void {
    const helpful = this.#tape.ended && this.state.hold !== null;
    if (!helpful && !this.#tape.chance(this.#faults.command)) return;
    const verb: Verb = helpful ? "resume" : this.#tape.pick(["hold", "promote", "resume", "backout"] as const);
    const acceptDataLoss = !helpful && this.#tape.chance(0.3);
    const refused = refusalOf(this.state, this.observe(), verb, acceptDataLoss);
    this.#append({ kind: "command", verb, actor: "person:ana", reason: "test", acceptDataLoss, refused });
  }
}

export { BACKOUT };
