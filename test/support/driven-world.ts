/**
 * A fake: an engine, a router and a collector in memory around the real `Driver`, for what would take minutes on the
 * engine or needs faults that it does not show on demand. What the engine does is tested in test/integration.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import { Driver, type DriverDeps, type DriverEnd } from "../../automation/cutover/driver.ts";
import { Inbox } from "../../automation/cutover/inbox.ts";
import { defaultAca, defaultSlo } from "../../automation/cutover/judging.ts";
import { strictest } from "../../automation/cutover/limited.ts";
import type { MigrationEffects } from "../../automation/cutover/migration-port.ts";
import { type AcaConfigInput, acaSchema, type MetricSource } from "../../core/aca/index.ts";
import {
  type CutoverPlan,
  planDigest,
  type Release,
  type RunEvent,
  type RunFact,
  releaseSchema,
} from "../../core/cutover/index.ts";
import { digestOf } from "../../core/ledger/index.ts";
import { sloSchema } from "../../core/slo/index.ts";
import type { Group } from "../../core/target/index.ts";
import { RESTING } from "./cutover-plans.ts";

const namespace = "maestro-conductor";

export interface Faults {
  /** Called within each `up`; what it throws fails the `up`. */
  readonly up?: (release: Release, signal: AbortSignal | undefined) => Promise<void>;
}

export class DrivenWorld {
  readonly dir = mkdtempSync(join(tmpdir(), "driven-"));
  readonly events: RunEvent[] = [];
  readonly ups: Release[] = [];
  readonly controller = new AbortController();
  readonly inbox = new Inbox(this.dir, "run");
  readonly plan: CutoverPlan;
  /** Share of the new color's requests that fail, from now on. */
  errorShare = 0;
  locksCleared = 0;
  /** How much more the canary's samples are than the baseline's, by metric. */
  worse: Readonly<Record<string, number>> = {};
  aca: AcaConfigInput = structuredClone(defaultAca) as unknown as AcaConfigInput;
  sources: Readonly<Record<string, MetricSource>> = {};
  #release: Release = RESTING;
  #counters = { requests: 0, errors: 0 };
  #readings: { at: number; requests: number; errors: number }[] = [];
  readonly #faults: Faults;

  constructor(plan: CutoverPlan, faults: Faults = {}) {
    this.plan = plan;
    this.#faults = faults;
    writeFileSync(join(this.dir, "Pulumi.demo.yaml"), "config: {}\n");
  }

  get release(): Release {
    return this.#release;
  }

  kinds(): string[] {
    return this.events.map((event) =>
      event.kind === "step.outcome" || event.kind === "backout.outcome"
        ? `${event.kind} ${event.error?.code ?? event.outcome}`
        : event.kind,
    );
  }

  command(verb: "hold" | "resume" | "backout" | "promote", acceptDataLoss = false): void {
    this.inbox.put({ verb, actor: "person:ana", reason: "test", acceptDataLoss }, Date.now());
  }

  async drive(migration: MigrationEffects | null = null, until?: (event: RunEvent) => boolean): Promise<DriverEnd> {
    if (this.events.length === 0)
      this.#append({
        kind: "run.started",
        plan: this.plan,
        planDigest: planDigest(this.plan),
        group: null,
        pid: 1,
        fencingToken: 1,
      });
    const tick = setInterval(() => this.#traffic(), 20);
    try {
      return await new Driver(this.#deps(migration, until)).drive();
    } finally {
      clearInterval(tick);
    }
  }

  close(): void {
    this.controller.abort();
    rmSync(this.dir, { recursive: true, force: true });
  }

  #append(fact: RunFact): RunEvent {
    const event = { ...fact, at: Date.now() } as RunEvent;
    this.events.push(event);
    return event;
  }

  #traffic(): void {
    this.#counters = { requests: this.#counters.requests + 20, errors: this.#counters.errors + 20 * this.errorShare };
    this.#readings.push({ at: Date.now(), ...this.#counters });
  }

  #deps(migration: MigrationEffects | null, until?: (event: RunEvent) => boolean): DriverDeps {
    const groups = (): { group: Group; color: "blue" | "green"; version: string; weight: number }[] => [
      { group: "active", color: this.#release.activeColor, version: "v", weight: 100 },
    ];
    const outputs = () => ({ url: "", activeColor: this.#release.activeColor, replicas: groups(), handle: {} });
    const engine = {
      state: async () => ({
        pendingOperations: false,
        resources: [
          {
            type: "pulumi-nodejs:dynamic/local:Fence",
            outputs: { token: 1, configDigest: digestOf(this.#release) },
          },
        ],
      }),
      outputs: async () => ({ target: { value: outputs() } }),
      preview: async () => ({ operations: {}, policies: [], durationMs: 0 }),
      up: async ({ signal }: { signal?: AbortSignal }) => {
        const { release } = StackFile.read(this.dir, "demo", namespace).sections();
        const wanted = releaseSchema.parse(release);
        await this.#faults.up?.(wanted, signal);
        this.#release = wanted;
        this.ups.push(wanted);
        return { operations: {}, policies: [], durationMs: 0, outputs: { target: { value: outputs() } } };
      },
    };
    const latency = { upperBoundsMs: [10, Number.POSITIVE_INFINITY], counts: [0, 0] };
    const collector = {
      watch: () => undefined,
      start: () => undefined,
      stop: () => undefined,
      watchedSince: 0,
      readings: (color: "green", group: Group) =>
        this.#readings.map(({ at, requests, errors }) => ({
          at,
          counters: { group, color, requests, errors, latency: { ...latency, counts: [requests, requests] } },
        })),
      sides: () => {
        const same = Array.from({ length: 60 }, (_, n) => 10 + (n % 7));
        const side = { latency_p95: same, error_rate: same.map(() => 0) };
        const canary = Object.fromEntries(
          Object.entries(side).map(([name, all]) => [name, all.map((value) => value + (this.worse[name] ?? 0))]),
        );
        return { baseline: side, canary, count: { baseline: 60, canary: 60 } };
      },
    };
    const ledger = { append: (fact: RunFact) => this.#append(fact), events: () => this.events };
    return {
      plan: this.plan,
      ledger,
      engine: engine as never,
      effects: {
        engine: engine as never,
        projectDir: this.dir,
        stack: "demo",
        namespace,
        policyPacks: [],
        runId: "run",
        fencingToken: 1,
        preRunDigest: this.plan.preRun.configDigest,
        now: Date.now,
        stateDir: this.dir,
        upDeadlineMs: this.plan.limits.maxUpMs!,
        clearLock: async () => void this.locksCleared++,
        scratchDir: this.dir,
      },
      collector: collector as never,
      targetOf: () => ({ traffic: async () => ({ generation: 1, shares: groups() }), counters: async () => [] }),
      freeze: async () => ({ kind: "allow" }),
      slo: sloSchema.parse({ limits: [{ ...defaultSlo.limits[0], windowSeconds: 1 }] }),
      aca: strictest(acaSchema.parse(this.aca), this.plan),
      sources: this.sources,
      inbox: this.inbox,
      stateDir: this.dir,
      reportDir: this.dir,
      kill: () => undefined,
      now: Date.now,
      signal: this.controller.signal,
      onEvent: (event) => {
        if (until?.(event)) this.controller.abort();
      },
      onOutputs: () => undefined,
      onProgress: () => undefined,
      report: async () => undefined,
      stayInHold: false,
      successor: null,
      migration,
      known: null,
    };
  }
}
