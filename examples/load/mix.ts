/** What to ask next. */
export interface Ask {
  readonly kind: "place" | "read";
  readonly clientId: string;
}

/** Accepted orders that may be read again. */
const KEPT = 4_096;

/**
 * The mix of requests: of each two in a row one places an order, under a client id of its own, and one reads an order
 * that is known to be accepted. Which comes first is drawn, so that the mix does not keep step with a router's regular
 * choice of backends. Before the first order is accepted all requests place orders.
 */
export class Mix {
  readonly #run: string;
  readonly #random: () => number;
  readonly #accepted: string[] = [];
  #acceptedCount = 0;
  #second: "place" | "read" | null = null;

  /** @param random 0 ≤ x < 1 */
  constructor(run: string, random: () => number) {
    this.#run = run;
    this.#random = random;
  }

  next(n: number): Ask {
    const wanted = this.#kind();
    const known = this.#accepted[Math.floor(this.#random() * this.#accepted.length)];
    if (wanted === "read" && known !== undefined) return { kind: "read", clientId: known };
    return { kind: "place", clientId: `${this.#run}-${n}` };
  }

  accepted(clientId: string): void {
    this.#accepted[this.#acceptedCount % KEPT] = clientId;
    this.#acceptedCount++;
  }

  #kind(): "place" | "read" {
    if (this.#second !== null) {
      const kind = this.#second;
      this.#second = null;
      return kind;
    }
    const first = this.#random() < 0.5 ? "place" : "read";
    this.#second = first === "place" ? "read" : "place";
    return first;
  }
}
