import { setTimeout as sleep } from "node:timers/promises";
import { type JsonAnswer, readJson } from "../../adapters/migration/index.ts";
import {
  type Key,
  keyOf,
  type MigrationStore,
  mapRow,
  type RecordMapping,
  type Row,
  type ShadowReader,
  shadowRead,
} from "../../core/migration/index.ts";
import type { TargetOutputs } from "../../core/target/index.ts";

const PAGE = 50;
const PAUSE_MS = 25;
const BUDGET_MS = 1_000;
const MIRRORED = { "x-maestro-mirror": "1" };

interface Probe {
  /** Null where the records themselves are compared. */
  readonly path: string | null;
  readonly row: Row;
}

/**
 * Asks both versions the same of one record after the other, in the order of keys, over and over, and compares: answers
 * to the mapping's requests, or the records where it names none. The old version is asked as clients ask it, the new
 * one with the mark of a mirrored request, which it answers from its own table.
 */
export class ShadowProbe {
  readonly #mapping: RecordMapping;
  readonly #store: MigrationStore;
  readonly #relay: () => Promise<unknown>;
  readonly #reader: ShadowReader<Probe, unknown>;
  readonly #bases: { readonly active: readonly string[]; readonly canary: readonly string[] };
  #stopped = false;
  #turn = 0;
  readonly #done: Promise<void>;

  constructor(options: {
    readonly mapping: RecordMapping;
    readonly store: MigrationStore;
    readonly outputs: TargetOutputs;
    /** Carries over what is pending, so that a record that was just written is no difference. */
    readonly relay: () => Promise<unknown>;
  }) {
    this.#mapping = options.mapping;
    this.#store = options.store;
    this.#relay = options.relay;
    const bases = (group: string): string[] =>
      options.outputs.replicas
        .filter((one) => one.group === group)
        .map(({ metricsUrl }) => new URL("/", metricsUrl).origin);
    this.#bases = { active: bases("active"), canary: bases("canary") };
    this.#reader = shadowRead<Probe, unknown>({
      primary: (probe) => this.#primary(probe),
      candidate: (probe, signal) => this.#candidate(probe, signal),
      // Names that only the new version answers with are its own: nobody reads them yet.
      covers: true,
      sample: 1,
      stratum: ({ path, row }) => `${path ?? "record"} ${this.#kindOf(row)}`,
      budgetMs: BUDGET_MS,
      limits: { minPerStratum: 1, maxMismatchShare: this.#mapping.maxMismatchShare },
      random: Math.random,
      timer: (ms, call) => {
        const timer = setTimeout(call, ms);
        return { cancel: () => clearTimeout(timer) };
      },
      defer: (task) => void setImmediate(task),
    });
    this.#done = this.#run();
  }

  report() {
    return this.#reader.report();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
  }

  async #run(): Promise<void> {
    let after: Key | null = null;
    while (!this.#stopped) {
      try {
        const rows: readonly Row[] = await this.#store.range("old", after, null, PAGE);
        await this.#relay();
        for (const row of rows) {
          for (const path of this.#mapping.reads.length > 0 ? this.#mapping.reads : [null]) {
            if (this.#stopped) return;
            // The primary's own failure is no comparison; the breach watch looks after it.
            await this.#reader.read({ path, row }).catch(() => undefined);
            await sleep(PAUSE_MS);
          }
        }
        after = rows.length < PAGE ? null : keyOf(rows.at(-1)!, this.#mapping.key.old);
        if (rows.length === 0) await sleep(500);
      } catch {
        // Without a store there is no sample: the step waits for one, and holds.
        await sleep(500);
      }
    }
    await this.#reader.idle();
  }

  async #primary({ path, row }: Probe): Promise<unknown> {
    if (path !== null) return await this.#ask("active", path, row, {}, AbortSignal.timeout(5_000));
    const [now] = await this.#store.rows("old", [keyOf(row, this.#mapping.key.old)]);
    return now === undefined ? null : this.#mapping.up(now);
  }

  async #candidate({ path, row }: Probe, signal: AbortSignal): Promise<unknown> {
    if (path !== null) return await this.#ask("canary", path, row, MIRRORED, signal);
    return (await this.#store.rows("new", [keyOf(row, this.#mapping.key.old)]))[0] ?? null;
  }

  async #ask(
    group: "active" | "canary",
    path: string,
    row: Row,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<JsonAnswer> {
    const bases = this.#bases[group];
    if (bases.length === 0) throw new Error(`no replica of the group ${group}`);
    const filled = path.replaceAll(/\{([^}]*)\}/g, (_, name: string) => encodeURIComponent(String(row[name])));
    return await readJson(`${bases[this.#turn++ % bases.length]}${filled}`, headers, signal);
  }

  /** Records are of one kind when the mapping leaves the same fields of them empty. */
  #kindOf(row: Row): string {
    const mapped = mapRow(this.#mapping, "up", row);
    if (!mapped.ok) return "refused";
    const empty = Object.keys(mapped.row).filter((name) => mapped.row[name] === null);
    return empty.length === 0 ? "full" : `without ${empty.join(", ")}`;
  }
}
