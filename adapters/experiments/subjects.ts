import { appendFileSync } from "node:fs";
import type { ExperimentPlace } from "./place.ts";
import { LineTail } from "./store.ts";

const form = /^[0-9a-f]{32}$/;

/**
 * Who may be given an arm: the first `cap` subjects of a list that all processes append to and read in the same order, so
 * that not one more is let in, by however many processes. A restart changes nothing. Keeps some 100 bytes a subject.
 */
export class SubjectList {
  readonly #path: string;
  readonly #cap: number;
  readonly #tail: LineTail;
  readonly #known = new Set<string>();

  constructor(place: ExperimentPlace, cap: number) {
    this.#path = place.subjects;
    this.#cap = cap;
    this.#tail = new LineTail(place.subjects);
    this.#catchUp();
  }

  get size(): number {
    return this.#known.size;
  }

  /** @param subject Hashed. */
  admit(subject: string): boolean {
    if (this.#known.has(subject)) return true;
    if (this.#known.size >= this.#cap) return false;
    appendFileSync(this.#path, `${subject}\n`, { mode: 0o600 });
    this.#catchUp();
    return this.#known.has(subject);
  }

  #catchUp(): void {
    for (let lines = this.#tail.read(); lines.length > 0; lines = this.#tail.read())
      for (const line of lines) if (form.test(line) && this.#known.size < this.#cap) this.#known.add(line);
  }
}
