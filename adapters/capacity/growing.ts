/** Points of one series in typed arrays that grow: 20 bytes a point. */
export class Growing {
  #at = new Float64Array(64);
  #value = new Float64Array(64);
  #row = new Int32Array(64);
  #length = 0;

  push(at: number, value: number, row: number): void {
    if (this.#length === this.#at.length) {
      this.#at = doubled(this.#at, Float64Array);
      this.#value = doubled(this.#value, Float64Array);
      this.#row = doubled(this.#row, Int32Array);
    }
    this.#at[this.#length] = at;
    this.#value[this.#length] = value;
    this.#row[this.#length] = row;
    this.#length++;
  }

  finish(): { at: Float64Array; value: Float64Array; row: Int32Array } {
    return {
      at: this.#at.slice(0, this.#length),
      value: this.#value.slice(0, this.#length),
      row: this.#row.slice(0, this.#length),
    };
  }
}

function doubled<T extends Float64Array | Int32Array>(old: T, Kind: new (length: number) => T): T {
  const grown = new Kind(old.length * 2);
  grown.set(old);
  return grown;
}
