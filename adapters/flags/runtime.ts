import { setTimeout as sleep } from "node:timers/promises";
import {
  type CompileOptions,
  compile,
  type Evaluation,
  type EvaluationContext,
  FlagSnapshot,
  type Registry,
} from "../../core/flags/index.ts";
import { sha256 } from "../../core/ledger/index.ts";
import type { KillSource } from "./kills.ts";
import { readLastGood, writeLastGood } from "./last-good.ts";
import { parseRegistryText } from "./registry-text.ts";
import { type FlagSource, fileSource } from "./source.ts";

export interface FlagsOptions {
  /** A registry's file, or where else it comes from. */
  readonly source: string | FlagSource;
  /** Where the last sound registry is kept, so that it survives a restart; null: nowhere. */
  readonly stateDir?: string | null;
  readonly kills?: KillSource;
  /** What the stack's config says, see `overridesFrom`. */
  readonly overrides?: Readonly<Record<string, boolean>>;
  readonly place?: NonNullable<CompileOptions["place"]>;
  /** How often source and kill-switches are looked at, ms; 200 unless told. */
  readonly pollMs?: number;
  /** How long `open` waits for the source before it goes on with what was last sound, ms; 3,000 unless told. */
  readonly openMs?: number;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

export interface FlagsStatus {
  /** `stale`: the source fails or is broken, what was last sound is served. `empty`: there never was anything sound. */
  readonly state: "fresh" | "stale" | "empty";
  readonly source: string;
  /** SHA-256 of the registry's text that is served; null when empty. */
  readonly digest: string | null;
  readonly flags: number;
  readonly killed: readonly string[];
  /** What is wrong with the source or with kill-switches now. */
  readonly problems: readonly string[];
  /** When the served snapshot was made, epoch ms. */
  readonly since: number;
}

/**
 * Flags at run time. Questions are answered from one immutable snapshot; a sound change of the registry or of a
 * kill-switch makes a new one, which takes the old one's place in one assignment. A source that is dead, broken or half
 * written changes nothing.
 */
export class Flags {
  #snapshot: FlagSnapshot = new FlagSnapshot(new Map());
  #registry: Registry | null = null;
  #digest: string | null = null;
  #text: string | null = null;
  #etag = "";
  #version: string | null = null;
  #pending: string | null = null;
  #killsVersion: string | null = null;
  #killed: ReadonlySet<string> = new Set();
  #sourceProblem: string | null = null;
  #killProblems: readonly string[] = [];
  #since: number;
  /** Read from the clock at every look, not at every question: reading it would cost more than the answer. */
  #now: number;
  #timer: NodeJS.Timeout | null = null;
  #looking: { source: Promise<void> | null; kills: Promise<void> | null } = { source: null, kills: null };
  #said: FlagsStatus["state"] = "empty";
  readonly #source: FlagSource;
  readonly #options: FlagsOptions;
  readonly #clock: () => number;
  readonly #listeners = new Set<(changed: readonly string[]) => void>();
  readonly #stateListeners = new Set<(state: FlagsStatus["state"]) => void>();

  private constructor(options: FlagsOptions) {
    this.#options = options;
    this.#source = typeof options.source === "string" ? fileSource(options.source) : options.source;
    this.#clock = options.clock ?? Date.now;
    this.#now = this.#clock();
    this.#since = this.#now;
  }

  /** Opens the flags; never fails for what the source holds: see `status`. Call `close` when done. */
  static async open(options: FlagsOptions): Promise<Flags> {
    const flags = new Flags(options);
    await flags.#start();
    return flags;
  }

  /** The answer, and why. Never throws. A flag's expiry shows within `pollMs`. */
  evaluate(key: string, context: EvaluationContext = nobody): Evaluation {
    return this.#snapshot.evaluate(key, context, this.#now);
  }

  isOn(key: string, context: EvaluationContext = nobody): boolean {
    return this.#snapshot.isOn(key, context, this.#now);
  }

  get snapshot(): FlagSnapshot {
    return this.#snapshot;
  }

  get registry(): Registry | null {
    return this.#registry;
  }

  /** The text of the registry that is served; null when empty. */
  get text(): string | null {
    return this.#text;
  }

  /** Changes with every snapshot; equal for equal registries, kill-switches and overrides. */
  get etag(): string {
    return this.#etag;
  }

  get #state(): FlagsStatus["state"] {
    return this.#registry === null ? "empty" : this.#sourceProblem === null ? "fresh" : "stale";
  }

  status(): FlagsStatus {
    const problems = [...(this.#sourceProblem === null ? [] : [this.#sourceProblem]), ...this.#killProblems];
    return {
      state: this.#state,
      source: this.#source.name,
      digest: this.#digest,
      flags: this.#snapshot.size,
      killed: [...this.#killed],
      problems,
      since: this.#since,
    };
  }

  /** Called after each new snapshot with the keys that are new, gone or different. */
  onChange(listener: (changed: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Called when the source begins to fail, and when it is sound again. */
  onState(listener: (state: FlagsStatus["state"]) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** Looks at source and kill-switches now; what it finds is in force when the promise settles. */
  async refresh(): Promise<void> {
    this.#now = this.#clock();
    // Each for itself: a source that hangs must not keep a kill-switch from being seen.
    await Promise.all([
      this.#look("source", () => this.#lookAtSource()),
      this.#look("kills", () => this.#lookAtKills()),
    ]);
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#listeners.clear();
    this.#stateListeners.clear();
  }

  async #start(): Promise<void> {
    // A source that hangs must not keep a service from starting with what was last sound.
    const first = async (): Promise<void> => {
      await this.refresh();
      if (this.#pending === null) return;
      await sleep(60);
      await this.refresh();
    };
    await Promise.race([first(), sleep(this.#options.openMs ?? 3_000, undefined, { ref: false })]);
    if (this.#registry === null && this.#options.stateDir) {
      const last = readLastGood(this.#options.stateDir, this.#source.name);
      if (last !== null) {
        this.#registry = parseRegistryText(last.text, this.#source.name);
        this.#digest = last.digest;
        this.#text = last.text;
        this.#sourceProblem ??= `${this.#source.name} has not answered yet`;
        this.#swap();
      }
    }
    this.#said = this.#state;
    this.#timer = setInterval(() => void this.refresh(), this.#options.pollMs ?? 200);
    this.#timer.unref();
  }

  /** One look at a time; what it changes is swapped in at once. */
  #look(what: "source" | "kills", at: () => Promise<boolean>): Promise<void> {
    this.#looking[what] ??= at()
      .then((changed) => {
        if (changed) this.#swap();
        this.#tellState();
      })
      .finally(() => {
        this.#looking[what] = null;
      });
    return this.#looking[what];
  }

  #tellState(): void {
    // Until it is open nobody has been told anything.
    if (this.#timer === null || this.#state === this.#said) return;
    this.#said = this.#state;
    for (const listener of this.#stateListeners) quietly(() => listener(this.#said));
  }

  async #lookAtSource(): Promise<boolean> {
    try {
      const found = await this.#source.read(this.#version);
      if (found === null) {
        this.#sourceProblem = null;
        return false;
      }
      if (!found.complete && this.#pending !== found.version) {
        this.#pending = found.version;
        return false;
      }
      this.#pending = null;
      const registry = parseRegistryText(found.text, this.#source.name);
      this.#registry = registry;
      this.#digest = sha256(found.text);
      this.#text = found.text;
      this.#version = found.version;
      this.#sourceProblem = null;
      this.#keep(found.text);
      return true;
    } catch (error) {
      this.#sourceProblem = error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  /** A disk that is full must not keep a sound change from counting. */
  #keep(text: string): void {
    if (!this.#options.stateDir) return;
    try {
      writeLastGood(this.#options.stateDir, this.#source.name, text, this.#clock());
    } catch (error) {
      this.#sourceProblem = `the last sound registry cannot be kept: ${error instanceof Error ? error.message : error}`;
    }
  }

  async #lookAtKills(): Promise<boolean> {
    try {
      const found = (await this.#options.kills?.read(this.#killsVersion)) ?? null;
      if (found === null) return false;
      this.#killsVersion = found.version;
      this.#killed = found.keys;
      this.#killProblems = found.problems;
      return true;
    } catch (error) {
      // What is killed stays killed.
      this.#killProblems = [error instanceof Error ? error.message : String(error)];
      return false;
    }
  }

  #swap(): void {
    if (this.#registry === null) return;
    const { overrides, place } = this.#options;
    const next = compile(this.#registry, {
      kills: this.#killed,
      ...(overrides ? { overrides } : {}),
      ...(place ? { place } : {}),
    });
    const before = this.#snapshot;
    const etag = `"${sha256(JSON.stringify([this.#digest, [...this.#killed].sort(), overrides ?? {}, place ?? {}])).slice(7, 39)}"`;
    if (etag === this.#etag) return;
    this.#snapshot = next;
    this.#etag = etag;
    this.#since = this.#clock();
    if (this.#listeners.size === 0) return;
    const changed = changedKeys(before, next, this.#clock());
    for (const listener of this.#listeners) quietly(() => listener(changed));
  }
}

/** A listener that throws must not keep the next change from being seen. */
function quietly(work: () => void): void {
  try {
    work();
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}

const nobody: EvaluationContext = Object.freeze({});

function changedKeys(before: FlagSnapshot, after: FlagSnapshot, now: number): readonly string[] {
  const state = (snapshot: FlagSnapshot, key: string): string => {
    const flag = snapshot.get(key);
    return flag ? JSON.stringify([{ ...flag, position: null }, snapshot.evaluate(key, nobody, now).cause]) : "";
  };
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => state(before, key) !== state(after, key));
}
