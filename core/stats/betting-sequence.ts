export interface BettingSettings {
  /** What is borne: arm b's mean may be at most `slope` (> 0) times arm a's plus `offset`. */
  readonly slope: number;
  readonly offset: number;
  /** Share of subjects that go to arm b, in (0, 1). */
  readonly share: number;
  /** Observations of both arms together at which it is to be quickest. */
  readonly tuning: number;
  /** All values lie between these; null: anywhere, and they are cut off at four standard deviations from the mean. */
  readonly range: readonly [low: number, high: number] | null;
}

const count = 14;
const middle = 5;
const cutoff = 4;
/** A value farther out (standard deviations) counts as one here in mean and spread: one wild value must not blind it. */
const wild = 10;
/** Fewer observations say nothing of mean and spread. */
const before = 8;

/**
 * A sequential test of "arm b's mean is at most slope · arm a's + offset", by betting: before each subject is seen a part
 * of the wealth is put on those in b having higher values. A subject pays `1 + bet · ((is in b) - share) · score`; the
 * score rises with the value and is fixed by the past alone. Where the hypothesis holds and subjects come to the arms at
 * random this is 1 or less on average, so that the wealth is a test supermartingale for any distribution, split and number
 * of subjects: it ever exceeds 1/α with probability at most α. Fourteen bets are mixed. Without a range the mean is that
 * of values cut off at four standard deviations; for arms of one shape that differ by the margin the level is exact still.
 * Source: I. Waudby-Smith & A. Ramdas, J. Royal Statistical Society B 86 (2024); J. Ville (1939).
 */
export class BettingSequence {
  readonly #settings: BettingSettings;
  readonly #bets: Float64Array;
  readonly #weights: Float64Array;
  readonly #wealth = new Float64Array(count).fill(1);
  #evidence = 1;
  #n = 0;
  #mean = 0;
  #squares = 0;
  #preMean = 0;
  #preSquares = 0;
  #cross = 0;

  constructor(settings: BettingSettings) {
    this.#settings = settings;
    const { share, tuning } = settings;
    // In standard deviations; at `tuning` observations the middle one is 3.3 standard errors.
    const likely = 3.3 / Math.sqrt(tuning * share * (1 - share));
    this.#bets = Float64Array.from({ length: count }, (_, k) => likely * 1.5 ** (k - middle));
    const raw = Array.from({ length: count }, (_, k) => 1 / (1 + ((k - middle) / 2) ** 2));
    const sum = raw.reduce((a, b) => a + b, 0);
    this.#weights = Float64Array.from(raw, (weight) => weight / sum);
  }

  /**
   * @param pre The subject's value before the experiment, which explains a part of this one (CUPED); not with a range.
   */
  add(inB: boolean, value: number, pre?: number): void {
    const { slope, offset, share, range } = this.#settings;
    const y = inB ? (value - offset) / slope : value;
    const theta = this.#preSquares > 0 ? this.#cross / this.#preSquares : 0;
    const explained = pre === undefined || range ? 0 : theta * (pre - this.#preMean);
    // Half an event is added where values are bounded: before the first one there is a spread too.
    const variance = range ? (this.#squares + 0.5) / (this.#n + 1) : (this.#squares - theta * this.#cross) / this.#n;
    let learned = y;
    if (this.#n >= before && variance > 0) {
      const spread = Math.sqrt(variance);
      if (!range) learned = Math.min(this.#mean + wild * spread, Math.max(this.#mean - wild * spread, y));
      const score = (y - explained - this.#mean) / spread;
      const bounded = range ? score : Math.min(cutoff, Math.max(-cutoff, score));
      this.#bet((inB ? 1 - share : -share) * bounded, this.#largestLoss(spread));
    }
    this.#learn(learned, pre);
  }

  /** The most wealth so far; 1/α or more refutes the hypothesis at level α. 1 over it is an always-valid p-value. */
  get evidence(): number {
    return this.#evidence;
  }

  #bet(gain: number, loss: number): void {
    const most = 0.9 / loss;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const wealth = Math.min(this.#wealth[k]! * (1 + Math.min(this.#bets[k]!, most) * gain), 1e300);
      this.#wealth[k] = wealth;
      sum += this.#weights[k]! * wealth;
    }
    if (sum > this.#evidence) this.#evidence = sum;
  }

  /** What the worst outcome costs per bet of 1: a low value in b, or a high one in a. */
  #largestLoss(spread: number): number {
    const { slope, offset, share, range } = this.#settings;
    if (!range) return cutoff * Math.max(share, 1 - share);
    const low = (range[0] - offset) / slope;
    return Math.max((1 - share) * (this.#mean - low), share * (range[1] - this.#mean)) / spread;
  }

  #learn(y: number, pre: number | undefined): void {
    this.#n += 1;
    const off = y - this.#mean;
    this.#mean += off / this.#n;
    this.#squares += off * (y - this.#mean);
    if (pre === undefined) return;
    const preOff = pre - this.#preMean;
    this.#preMean += preOff / this.#n;
    this.#preSquares += preOff * (pre - this.#preMean);
    this.#cross += off * (pre - this.#preMean);
  }
}
