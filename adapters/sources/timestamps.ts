import { InputError } from "../../core/errors/index.ts";
import type { Place } from "./number.ts";

/** Columns that order the samples instead of being one. */
const NAMES = new Set(["timestamp", "timestamps", "time", "ts"]);

export function isTimeColumn(name: string): boolean {
  return NAMES.has(name.trim().toLowerCase());
}

/** Checks that time stamps do not go back: autocorrelation is read from the order of the samples. */
export class TimeOrder {
  #last = Number.NEGATIVE_INFINITY;
  #lastText = "";

  /** @throws InputError when the stamp is before the last one, or none. Empty stamps are passed over. */
  see(raw: string, place: Place): void {
    const text = raw.trim();
    if (text === "") return;
    const value = /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(text) ? Number(text) : Date.parse(text);
    if (Number.isNaN(value))
      throw new InputError("bad-timestamp", `${JSON.stringify(text)} is neither a number nor an RFC 3339 time`, {
        ...place,
        next: "write epoch seconds, epoch milliseconds or a time such as 2030-01-31T12:00:00Z",
      });
    if (value < this.#last)
      throw new InputError("timestamps-out-of-order", `${text} comes after ${this.#lastText} but is earlier`, {
        ...place,
        next: "sort the rows by time",
      });
    this.#last = value;
    this.#lastText = text;
  }
}
