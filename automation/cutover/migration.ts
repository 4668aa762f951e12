import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { openPool, PostgresMigrationStore } from "../../adapters/migration/index.ts";
import type { PlanStep, RunFact } from "../../core/cutover/index.ts";
import { OutsideError } from "../../core/errors/index.ts";
import { digestOf } from "../../core/ledger/index.ts";
import {
  type MigrationEngine,
  migrationEngine,
  type RecordMapping,
  type ShadowReport,
} from "../../core/migration/index.ts";
import type { TargetOutputs } from "../../core/target/index.ts";
import type { MigrationEffects } from "./migration-port.ts";
import { ShadowProbe } from "./shadow-probe.ts";

export interface MigrationRunOptions {
  readonly mapping: RecordMapping;
  readonly runId: string;
  readonly outputs: () => Promise<TargetOutputs>;
  readonly reportDir: string;
  /** 95th percentile of the old version's latency in ms, or null while nothing measures it. */
  readonly p95Ms: () => number | null;
  readonly now: () => number;
}

const RELAY_EVERY_MS = 100;

/** The migration of one run: the engine over the stack's own database, and a relay that runs as long as the driver. */
export class MigrationRun implements MigrationEffects {
  readonly #options: MigrationRunOptions;
  #opened: { readonly pool: pg.Pool; readonly store: PostgresMigrationStore; readonly engine: MigrationEngine } | null =
    null;
  #probe: ShadowProbe | null = null;
  /** Epoch ms from which the probe counts. */
  #since: number | null = null;
  #probing: Promise<void> = Promise.resolve();
  #relaying = false;
  #closed = false;
  #relay: Promise<void> = Promise.resolve();
  readonly #told: Record<string, unknown> = {};

  constructor(options: MigrationRunOptions) {
    this.#options = options;
  }

  /** Goes on relaying where a run that is taken over has begun to. */
  async resume(): Promise<void> {
    const { engine } = await this.#open();
    if ((await engine.state()) !== null) this.#startRelay();
  }

  async before(step: PlanStep, signal: AbortSignal): Promise<void> {
    const { engine } = await this.#open();
    if (step.state === "canary") await this.#endProbe();
    // All of it is on the new side before all traffic is: held against each other, record by record.
    if (step.state === "flip") {
      const startedAt = this.#options.now();
      const found = await engine.reconcile(signal);
      this.#tell("reconciliation", { ...found, startedAt, ms: this.#options.now() - startedAt });
    }
    // The old color goes away: from here on the new side has to decide, whatever a crash left undone.
    if (step.state === "finish" && (await engine.state()) !== null) await engine.reverse();
  }

  async after(step: PlanStep): Promise<void> {
    const { engine } = await this.#open();
    const { runId, now } = this.#options;
    if (step.state === "dualWrite") {
      await engine.start(runId);
      this.#tell("dualWrite", { capturedSince: now() });
      this.#startRelay();
    }
    // Traffic has left the old version: from now on the new side decides and the old one follows.
    if (step.state === "soak" && (await engine.state()) !== null) {
      const startedAt = now();
      await engine.reverse();
      this.#tell("reversed", { at: now(), ms: now() - startedAt });
    }
  }

  async backfill(signal: AbortSignal): Promise<void> {
    const { engine } = await this.#open();
    const { now, p95Ms } = this.#options;
    const startedAt = now();
    // A crash between the step's config and the start of the capture left that to this step.
    await engine.start(this.#options.runId);
    this.#startRelay();
    const progress = await engine.backfill({ signal, p95Ms }).finally(() => this.#tellQuarantine(engine));
    if (!progress.finished)
      throw new OutsideError("backfill-interrupted", `the backfill was interrupted after ${progress.rows} rows`, {
        next: "maestro cutover resume",
      });
    this.#tell("backfill", { ...progress, startedAt, ms: now() - startedAt });
  }

  shadowReads(since: number): { readonly baseline: number; readonly canary: number } | null {
    // Each watch counts its own reads: after a hold what was seen before it is not held against the version again.
    if (this.#options.now() < since) return { baseline: 0, canary: 0 };
    if (this.#since !== since) {
      this.#since = since;
      this.#probing = this.#beginProbe().catch(() => {
        this.#since = null;
      });
    }
    if (this.#probe === null) return { baseline: 0, canary: 0 };
    const { compared, timeouts, errors } = this.#probe.report();
    return { baseline: compared + timeouts + errors, canary: compared + timeouts + errors };
  }

  async judgeShadowRead(step: PlanStep, _since: number, number: number): Promise<Extract<RunFact, { kind: "look" }>> {
    const report = this.#probe?.report();
    if (report === undefined)
      throw new OutsideError("shadow-read-missing", "no reads are being compared", { next: "maestro cutover resume" });
    const artifact = {
      schemaVersion: "1.0",
      step: step.id,
      look: number,
      judgedAt: new Date(this.#options.now()).toISOString(),
      report,
    };
    this.#write(join("shadow-read", `${step.id}-look-${number}.json`), artifact);
    this.#tell("shadowRead", { look: number, ...summary(report) });
    return {
      kind: "look",
      step: step.id,
      verdict: report.verdict.verdict,
      score: report.compared === 0 ? null : 1 - report.mismatches / report.compared,
      samples: { baseline: report.compared, canary: report.compared },
      text: report.verdict.text,
      artifactDigest: digestOf(artifact),
    };
  }

  async reverseSync(): Promise<void> {
    const { engine } = await this.#open();
    await this.#endProbe();
    await engine.restore();
    await engine.relay();
    this.#tell("restored", { at: this.#options.now() });
  }

  async end(): Promise<void> {
    await this.#endProbe();
    const { engine } = await this.#open();
    if ((await engine.state()) === null) return;
    await this.#stopRelay();
    await engine.finish();
    this.#tell("ended", { at: this.#options.now() });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#endProbe();
    await this.#stopRelay();
    await this.#opened?.pool.end().catch(() => undefined);
    this.#opened = null;
  }

  async #open() {
    if (this.#opened) return this.#opened;
    const { mapping, outputs } = this.#options;
    const { urlFile } = (await outputs()).handle;
    const url = readFileSync(String(urlFile), "utf8").trim();
    const pool = openPool(url, 6, "maestro migration");
    const store = new PostgresMigrationStore({ mapping, pools: { old: pool, new: pool } });
    this.#opened = { pool, store, engine: migrationEngine({ mapping, store, sleep: (ms) => sleep(ms) }) };
    return this.#opened;
  }

  #startRelay(): void {
    if (this.#relaying) return;
    this.#relaying = true;
    this.#relay = (async () => {
      while (this.#relaying) {
        // Where the following side is away the outbox grows; whoever needs it empty says so.
        await this.#opened?.engine.relay().catch(() => undefined);
        await sleep(RELAY_EVERY_MS);
      }
    })();
  }

  async #stopRelay(): Promise<void> {
    this.#relaying = false;
    await this.#relay;
  }

  async #beginProbe(): Promise<void> {
    await this.#stopProbe();
    const { store, engine } = await this.#open();
    const outputs = await this.#options.outputs();
    if (this.#closed) return;
    this.#probe = new ShadowProbe({ mapping: this.#options.mapping, store, outputs, relay: () => engine.relay() });
  }

  async #endProbe(): Promise<void> {
    await this.#probing;
    await this.#stopProbe();
  }

  async #stopProbe(): Promise<void> {
    const probe = this.#probe;
    this.#probe = null;
    await probe?.stop();
  }

  /** How many and why; which ones stands in the table, since a key may itself be a person's. */
  async #tellQuarantine(engine: MigrationEngine): Promise<void> {
    const { count, rows } = await engine.quarantined();
    const reasons = Object.groupBy(
      rows,
      ({ side, code, field }) => `${side} side, ${code}${field === null ? "" : ` in ${field}`}`,
    );
    this.#tell("quarantine", {
      count,
      reasons: Object.fromEntries(Object.entries(reasons).map(([reason, of]) => [reason, of!.length])),
      table: "maestro_migration.quarantine",
    });
  }

  /** What the run did with the data, for people and for the record: reports/<run>/migration.json. */
  #tell(part: string, what: unknown): void {
    this.#told[part] = what;
    const { id, entity, from, to } = this.#options.mapping;
    this.#write("migration.json", { schemaVersion: "1.0", mapping: { id, entity, from, to }, ...this.#told });
  }

  #write(name: string, content: unknown): void {
    const file = join(this.#options.reportDir, name);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileAtomic(file, `${JSON.stringify(content, null, 1)}\n`);
  }
}

function summary({ reads, compared, mismatches, timeouts, errors, dropped, noise, verdict }: ShadowReport): object {
  return { reads, compared, mismatches, timeouts, errors, dropped, noise, verdict };
}
