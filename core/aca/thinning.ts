/**
 * Collects numbers in the order of time within bounded memory. Past `capacity` it keeps one of every 2, 4, 8 … values,
 * drawn at random within its block, so that a period in the data cannot line up with the choice. The draws are a fixed
 * sequence: the same input keeps the same values. NaN marks a missing value.
 */
export class Thinned {
  readonly #values: Float64Array<ArrayBuffer>;
  #size = 0;
  #seen = 0;
  #stride = 1;
  #inBlock = 0;
  #pick = 0;
  #state = 0x1f83d9ab;

  /** @param capacity At least 2, even. */
  constructor(capacity: number = 1 << 19) {
    this.#values = new Float64Array(capacity);
  }

  add(value: number): void {
    this.#seen++;
    if (this.#inBlock === this.#pick) {
      if (this.#size === this.#values.length) this.#halve();
      this.#values[this.#size++] = value;
    }
    if (++this.#inBlock === this.#stride) {
      this.#inBlock = 0;
      this.#pick = this.#stride === 1 ? 0 : this.#draw(this.#stride);
    }
  }

  /** How many values came in. */
  get seen(): number {
    return this.#seen;
  }

  /** What was kept, in order; all of it where `seen` is at most the capacity. */
  values(): Float64Array {
    return this.#values.slice(0, this.#size);
  }

  /** Keeps one of each pair; the value just picked belongs to a block of the old length, which is then completed. */
  #halve(): void {
    const half = this.#size / 2;
    for (let i = 0; i < half; i++) this.#values[i] = this.#values[2 * i + this.#draw(2)]!;
    this.#size = half;
    this.#stride *= 2;
  }

  #draw(below: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 4294967296) * below);
  }
}
