import {
  type Admitted,
  admit,
  assign,
  type DropReason,
  type Experiment,
  endOf,
  subjectHash,
} from "../../core/experiments/index.ts";
import type { Evaluation, EvaluationContext } from "../../core/flags/index.ts";
import { type ExperimentPlace, experimentPlace } from "./place.ts";
import { hasEnded, readSalt, readStarted, startedNames } from "./record.ts";
import { appendEvent } from "./store.ts";
import { SubjectList } from "./subjects.ts";

export interface ExperimentsOptions {
  /** The state directory in which `maestro experiment start` started them. */
  readonly stateDir: string;
  /** Asked whether an experiment's flag may be varied at all: not while it is killed, ended, expired or turned off. */
  readonly flags: { evaluate(key: string, context?: EvaluationContext): Evaluation };
  /** How often it is looked which experiments run, ms; 500 unless told. */
  readonly pollMs?: number;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

/** What somebody gets. */
export interface Assignment {
  readonly experiment: string;
  readonly flag: string;
  readonly arm: string;
  /** The flag's variant in this arm. */
  readonly variant: string;
}

/** What was measured of a subject; names are those of the definition's metrics. */
export interface Measured {
  readonly metrics: Readonly<Record<string, number>>;
  readonly pre?: Readonly<Record<string, number>>;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

interface Running {
  readonly experiment: Experiment;
  readonly place: ExperimentPlace;
  readonly salt: Uint8Array;
  readonly subjects: SubjectList;
}

/**
 * Running experiments in a service: who gets which arm, and the log of what they met. Only what `admit` lets pass is
 * written; what breaks a rule is dropped and counted. After the sample cap nobody new gets an arm, in any process.
 * Nothing here throws for what a request holds: in doubt there is no arm, which is the flag's own answer.
 */
export class Experiments {
  readonly #options: ExperimentsOptions;
  readonly #clock: () => number;
  #running: ReadonlyMap<string, Running> = new Map();
  readonly #dropped = new Map<string, number>();
  readonly #problems = new Map<string, string>();
  #timer: NodeJS.Timeout | null = null;

  private constructor(options: ExperimentsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
  }

  /** Call `close` when done. */
  static open(options: ExperimentsOptions): Experiments {
    const experiments = new Experiments(options);
    experiments.refresh();
    experiments.#timer = setInterval(() => experiments.refresh(), options.pollMs ?? 500);
    experiments.#timer.unref();
    return experiments;
  }

  /** The arm of whoever asks; null for nobody, excluded tenants, everybody new after the cap, and where none runs. */
  assign(name: string, context: EvaluationContext): Assignment | null {
    const running = this.#running.get(name);
    if (!running) return null;
    const { experiment, salt, subjects } = running;
    try {
      const now = this.#clock();
      if (now < experiment.start || now >= endOf(experiment)) return null;
      const { targetingKey, tenant } = context;
      const arm = assign(experiment, { targetingKey, tenant });
      if (arm === null) return null;
      const { reason } = this.#options.flags.evaluate(experiment.flag, context);
      if (reason === "DISABLED" || reason === "ERROR") return null;
      if (!subjects.admit(subjectHash(salt, targetingKey as string))) return null;
      const { variant } = experiment.arms.find((one) => one.name === arm)!;
      return { experiment: name, flag: experiment.flag, arm, variant };
    } catch (error) {
      this.#problems.set(name, error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  /** Of all experiments on a flag, the assignment of the one that runs. */
  assignByFlag(flag: string, context: EvaluationContext): Assignment | null {
    for (const [name, { experiment }] of this.#running) if (experiment.flag === flag) return this.assign(name, context);
    return null;
  }

  /**
   * Logs what a subject met in its arm.
   * @returns null when it was written, else why it was dropped; `not-running` is counted nowhere else
   */
  expose(assignment: Assignment, context: EvaluationContext, measured: Measured): DropReason | "not-running" | null {
    const running = this.#running.get(assignment.experiment);
    if (!running || hasEnded(running.place)) return "not-running";
    const { experiment, place, salt } = running;
    const { targetingKey, tenant } = context;
    let admitted: Admitted;
    if (typeof tenant === "string" && experiment.excludeTenants.includes(tenant))
      admitted = { ok: false, reason: "excluded-tenant", field: "tenant" };
    else
      admitted = admit(
        experiment,
        {
          ...measured,
          experiment: experiment.experiment,
          arm: assignment.arm,
          subject: targetingKey,
          at: this.#clock(),
        },
        salt,
      );
    try {
      appendEvent(place, admitted.ok ? admitted.event : { dropped: admitted.reason });
    } catch (error) {
      this.#problems.set(assignment.experiment, error instanceof Error ? error.message : String(error));
    }
    if (admitted.ok) return null;
    this.#dropped.set(admitted.reason, (this.#dropped.get(admitted.reason) ?? 0) + 1);
    return admitted.reason;
  }

  /** Looks now which experiments run. */
  refresh(): void {
    const { stateDir } = this.#options;
    const next = new Map<string, Running>();
    for (const name of startedNames(stateDir)) {
      const place = experimentPlace(stateDir, name);
      if (hasEnded(place)) continue;
      const known = this.#running.get(name);
      try {
        const found = known ?? open(stateDir, name, place);
        if (found) next.set(name, found);
        this.#problems.delete(name);
      } catch (error) {
        this.#problems.set(name, error instanceof Error ? error.message : String(error));
      }
    }
    this.#running = next;
  }

  status(): {
    readonly running: Readonly<Record<string, { readonly subjects: number; readonly cap: number }>>;
    readonly dropped: Readonly<Record<string, number>>;
    readonly problems: readonly string[];
  } {
    return {
      running: Object.fromEntries(
        [...this.#running].map(([name, { experiment, subjects }]) => [
          name,
          { subjects: subjects.size, cap: experiment.samples.cap },
        ]),
      ),
      dropped: Object.fromEntries(this.#dropped),
      problems: [...this.#problems].map(([name, text]) => `${name}: ${text}`),
    };
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}

function open(stateDir: string, name: string, place: ExperimentPlace): Running | null {
  const started = readStarted(stateDir, name);
  const salt = readSalt(place);
  if (started === null || salt === null) return null;
  const { experiment } = started;
  return { experiment, place, salt, subjects: new SubjectList(place, experiment.samples.cap) };
}
