import { request as httpRequest, type IncomingMessage } from "node:http";
import { MIRROR_HEADER } from "./headers.ts";
import { LatencyHistogram } from "./histogram.ts";
import type { RoutingTable } from "./table.ts";

/** Copies that may be under way at once; further ones are dropped and counted. */
const LIMIT = 64;
const TIMEOUT_MS = 2_000;

/**
 * Sends copies of requests to the mirrored color and throws their answers away. Only GET and HEAD without a body are
 * copied: a copied write would be a second write. The primary never waits: a copy is sent after it, and when too many
 * are under way it is dropped.
 */
export class Mirror {
  readonly #table: RoutingTable;
  readonly #clock: () => number;
  readonly latency = new LatencyHistogram();
  readonly statuses = new Map<number, number>();
  sent = 0;
  dropped = 0;
  failed = 0;
  #underWay = 0;

  constructor(table: RoutingTable, clock: () => number) {
    this.#table = table;
    this.#clock = clock;
  }

  /** @param headers what the primary was sent with; not changed */
  copy(request: IncomingMessage, headers: readonly string[]): void {
    const { method, url } = request;
    if (method !== "GET" && method !== "HEAD") return;
    const backend = this.#table.chooseMirror();
    if (backend === null) return;
    if (this.#underWay >= LIMIT) {
      this.dropped++;
      return;
    }
    this.#underWay++;
    this.sent++;
    backend.take();
    setImmediate(() => {
      const startedAt = this.#clock();
      const { host, port, agent } = backend;
      const copy = httpRequest({
        host,
        port,
        agent,
        method,
        path: url,
        timeout: TIMEOUT_MS,
        headers: [...headers, MIRROR_HEADER, "1"],
      });
      copy.on("response", (answer) => {
        answer.on("error", () => undefined).resume();
        answer.once("end", () => {
          const status = answer.statusCode ?? 0;
          this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
          this.latency.record(this.#clock() - startedAt);
        });
      });
      copy.on("error", () => {
        this.failed++;
      });
      copy.on("timeout", () => copy.destroy(new Error("the mirrored color is silent")));
      copy.once("close", () => {
        this.#underWay--;
        backend.release();
      });
      copy.end();
    });
  }
}
