export interface LateBreakRule {
  /** Seconds of full traffic after which it breaks. */
  readonly afterSeconds: number;
  /** Requests a second, to one replica, that count as full traffic. */
  readonly ratePerSecond: number;
}

/**
 * A defect that shows only under the whole traffic: after `afterSeconds` seconds, in all, of at least
 * `ratePerSecond` requests each, half of all answers are 500, for as long as the process runs. A canary's share stays
 * below that rate, so the defect is found in the soak and not before.
 */
export class LateBreak {
  readonly #rule: LateBreakRule;
  #second = Number.NaN;
  #inSecond = 0;
  #busySeconds = 0;
  #broken = false;

  constructor(rule: LateBreakRule) {
    this.#rule = rule;
  }

  get broken(): boolean {
    return this.#broken;
  }

  /** Counts one request. @param now milliseconds of a monotonic clock */
  count(now: number): void {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      if (this.#inSecond >= this.#rule.ratePerSecond) this.#busySeconds++;
      this.#second = second;
      this.#inSecond = 0;
      if (this.#busySeconds >= this.#rule.afterSeconds) this.#broken = true;
    }
    this.#inSecond++;
  }
}
