import type { Moments } from "../stats/index.ts";
import type { Experiment } from "./definition.ts";
import { admit } from "./exposure.ts";

/** What is known of a running experiment: sums, and which subject (hashed) was in which arm. No event is kept. */
export class Collection {
  readonly #experiment: Experiment;
  readonly #salt: Uint8Array;
  readonly #arms = new Map<string, string>();
  readonly #moments = new Map<string, { -readonly [K in keyof Moments]: Moments[K] }>();
  readonly #dropped = new Map<string, number>();
  readonly #multiple = new Set<string>();
  readonly #counts = new Map<string, number>();

  constructor(experiment: Experiment, salt: Uint8Array) {
    this.#experiment = experiment;
    this.#salt = salt;
  }

  /** Takes an event in or drops and counts it. A subject counts once; one seen in two arms counts in neither test. */
  observe(value: unknown): boolean {
    const admitted = admit(this.#experiment, value, this.#salt);
    if (!admitted.ok) {
      this.#dropped.set(admitted.reason, (this.#dropped.get(admitted.reason) ?? 0) + 1);
      return false;
    }
    const { subject, arm, metrics, pre } = admitted.event;
    const known = this.#arms.get(subject);
    if (known !== undefined) {
      if (known !== arm) this.#multiple.add(subject);
      return false;
    }
    this.#arms.set(subject, arm);
    this.#counts.set(arm, (this.#counts.get(arm) ?? 0) + 1);
    for (const [name, y] of Object.entries(metrics)) this.#add(`${arm} ${name}`, y, pre?.[name]);
    return true;
  }

  #add(id: string, y: number, x: number | undefined): void {
    let m = this.#moments.get(id);
    if (!m) {
      m = { n: 0, sum: 0, sumSquares: 0, ...(x === undefined ? {} : { pre: { sum: 0, sumSquares: 0, cross: 0 } }) };
      this.#moments.set(id, m);
    }
    m.n += 1;
    m.sum += y;
    m.sumSquares += y * y;
    // A covariate that is not there for everybody explains nothing that can be told apart.
    if (m.pre && x !== undefined)
      m.pre = { sum: m.pre.sum + x, sumSquares: m.pre.sumSquares + x * x, cross: m.pre.cross + x * y };
    else delete m.pre;
  }

  get samples(): number {
    return this.#arms.size;
  }

  moments(arm: string, metric: string): Moments {
    return this.#moments.get(`${arm} ${metric}`) ?? { n: 0, sum: 0, sumSquares: 0 };
  }

  count(arm: string): number {
    return this.#counts.get(arm) ?? 0;
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
    for (const store of [this.#arms, this.#moments, this.#counts]) store.clear();
    this.#multiple.clear();
  }
}
