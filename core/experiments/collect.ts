import type { Experiment } from "./definition.ts";
import { admit, type DropReason, dropReasons } from "./exposure.ts";
import { Tally } from "./tally.ts";

/** What is known of a running experiment: sums, and which subject (hashed) was in which arm. No event is kept. */
export class Collection {
  readonly #experiment: Experiment;
  readonly #salt: Uint8Array;
  readonly #arms = new Map<string, string>();
  readonly #dropped = new Map<string, number>();
  readonly #multiple = new Set<string>();
  #tally: Tally;
  #last: number;

  constructor(experiment: Experiment, salt: Uint8Array) {
    this.#experiment = experiment;
    this.#salt = salt;
    this.#tally = new Tally(experiment);
    this.#last = experiment.start;
  }

  /** Takes an event in or drops and counts it. A subject counts once, as it was first seen. */
  observe(value: unknown): boolean {
    const told = droppedBefore(value);
    if (told !== null) {
      this.#dropped.set(told, (this.#dropped.get(told) ?? 0) + 1);
      return false;
    }
    const admitted = admit(this.#experiment, value, this.#salt);
    if (!admitted.ok) {
      this.#dropped.set(admitted.reason, (this.#dropped.get(admitted.reason) ?? 0) + 1);
      return false;
    }
    const { subject, arm, at, metrics, pre } = admitted.event;
    const known = this.#arms.get(subject);
    if (known !== undefined) {
      if (known !== arm) this.#multiple.add(subject);
      return false;
    }
    this.#arms.set(subject, arm);
    this.#tally.add(arm, metrics, pre);
    this.#last = Math.max(this.#last, at);
    return true;
  }

  get tally(): Tally {
    return this.#tally;
  }

  /** When the last subject came, epoch ms; the experiment's start before the first. */
  get lastAt(): number {
    return this.#last;
  }

  get samples(): number {
    return this.#arms.size;
  }

  /** Subjects that were seen in more than one arm. */
  get multiple(): number {
    return this.#multiple.size;
  }

  get dropped(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#dropped);
  }

  /** Forgets everything about subjects. */
  empty(): void {
    this.#arms.clear();
    this.#multiple.clear();
    this.#tally = new Tally(this.#experiment);
  }
}

/** What a service dropped itself it says by `{dropped: reason}`. */
function droppedBefore(value: unknown): DropReason | null {
  if (typeof value !== "object" || value === null || Object.keys(value).join() !== "dropped") return null;
  const { dropped } = value as { dropped: unknown };
  return dropReasons.find((reason) => reason === dropped) ?? null;
}
