import { Thinned } from "../../core/aca/index.ts";
import { type Place, sampleNumber } from "./number.ts";
import { isTimeColumn, TimeOrder } from "./timestamps.ts";

/** Takes one column's values as they are read. */
export type Sink = (raw: string, place: Place) => void;

/** What a sample file held. */
export interface SampleFile {
  readonly samples: Readonly<Record<string, Float64Array>>;
  readonly warnings: readonly string[];
}

/** Gathers the wanted columns of a file; the others are read over. */
export class Columns {
  readonly #wanted: (column: string) => boolean;
  readonly #collected = new Map<string, Thinned>();

  /** @param wanted Which columns hold samples; null takes all but time columns. */
  constructor(wanted: ReadonlySet<string> | null) {
    this.#wanted = (column) => (wanted === null ? !isTimeColumn(column) : wanted.has(column));
  }

  /** Where the values of a column go; undefined when they are of no interest. */
  open(column: string): Sink | undefined {
    if (this.#wanted(column)) {
      const thinned = new Thinned();
      this.#collected.set(column, thinned);
      return (raw, place) => thinned.add(sampleNumber(raw, place));
    }
    if (!isTimeColumn(column)) return undefined;
    const order = new TimeOrder();
    return (raw, place) => order.see(raw, place);
  }

  has(column: string): boolean {
    return this.#collected.has(column);
  }

  finish(): SampleFile {
    const warnings: string[] = [];
    const entries = [...this.#collected].map(([name, thinned]): [string, Float64Array] => {
      const values = thinned.values();
      if (values.length < thinned.seen)
        warnings.push(`${name}: ${values.length} of ${thinned.seen} samples were kept, one drawn from each block`);
      return [name, values];
    });
    return { samples: Object.fromEntries(entries), warnings };
  }
}
