import { Agent } from "node:http";
import { CLIENT_IDLE_MS } from "../../../../adapters/http/lame-duck.ts";

/** One replica behind the router, with its own pool of connections. */
export class Backend {
  readonly host: string;
  readonly port: number;
  readonly agent = new Agent({
    keepAlive: true,
    maxSockets: Number.POSITIVE_INFINITY,
    maxFreeSockets: 1_024,
    scheduling: "lifo",
    timeout: CLIENT_IDLE_MS,
  });
  #inFlight = 0;
  #waiting: (() => void)[] = [];

  constructor(host: string, port: number) {
    this.host = host;
    this.port = port;
  }

  get address(): string {
    return `${this.host}:${this.port}`;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  take(): void {
    this.#inFlight++;
  }

  release(): void {
    this.#inFlight--;
    if (this.#inFlight > 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Resolves when no request is in flight; at once when none is. */
  idle(): Promise<void> {
    return this.#inFlight === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Closes its unused connections; those in use close after their answer. */
  close(): void {
    this.agent.destroy();
  }
}
