import { type ClientRequest, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { endToEnd, forwardedFor, ROUTER_ERROR_HEADER } from "./headers.ts";
import type { Mirror } from "./mirror.ts";
import type { RouterErrorReason } from "./series.ts";
import type { Choice, RoutingTable } from "./table.ts";

export interface ForwardOptions {
  readonly table: RoutingTable;
  readonly mirror: Mirror;
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number;
  /** How long a backend may be silent before the answer is 504. */
  readonly timeoutMs: number;
}

/** The handler of the data listener: one Exchange a request. */
export function forwarder(options: ForwardOptions): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const choice = options.table.choose();
    if (choice === null) routerError(response, 503, "no-rule", "no traffic rule yet: put one to the admin API");
    else new Exchange(options, request, response, choice).start();
  };
}

const STATUS: Readonly<Record<RouterErrorReason, number>> = {
  "no-rule": 503,
  refused: 502,
  reset: 502,
  "broken-answer": 502,
  timeout: 504,
  unsendable: 400,
};

class Exchange {
  readonly #options: ForwardOptions;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #headers: string[];
  readonly #hasBody: boolean;
  readonly #startedAt: number;
  #choice: Choice;
  #upstream: ClientRequest | null = null;
  #failure: RouterErrorReason | null = null;
  #retried = false;

  constructor(options: ForwardOptions, request: IncomingMessage, response: ServerResponse, choice: Choice) {
    this.#options = options;
    this.#request = request;
    this.#response = response;
    this.#choice = choice;
    this.#startedAt = options.clock();
    const { headers } = request;
    const chunked = headers["transfer-encoding"] !== undefined;
    this.#hasBody = chunked || (headers["content-length"] ?? "0") !== "0";
    this.#headers = forwardedFor(endToEnd(request.rawHeaders, headers.connection), request.socket.remoteAddress);
    if (chunked) this.#headers.push("transfer-encoding", "chunked");
    if (headers.host === undefined) this.#headers.push("host", choice.backend.address);
  }

  start(): void {
    this.#response.once("close", () => this.#settle());
    this.#response.on("error", () => undefined);
    this.#send();
    if (!this.#hasBody) this.#options.mirror.copy(this.#request, this.#headers);
  }

  #send(): void {
    const { backend, series } = this.#choice;
    backend.take();
    series.inFlight++;
    let upstream: ClientRequest;
    try {
      upstream = httpRequest({
        host: backend.host,
        port: backend.port,
        agent: backend.agent,
        method: this.#request.method,
        path: this.#request.url,
        headers: this.#headers,
        timeout: this.#options.timeoutMs,
      });
    } catch (error) {
      // The server's parser lets through a few bytes that the client's checks refuse.
      this.#failure = "unsendable";
      routerError(this.#response, STATUS.unsendable, "unsendable", (error as Error).message);
      return;
    }
    this.#upstream = upstream;
    upstream.on("response", (answer) => this.#answer(answer));
    upstream.on("error", (error: NodeJS.ErrnoException) => this.#broken(upstream, error));
    upstream.on("timeout", () => {
      this.#failure = "timeout";
      upstream.destroy(new Error("the backend is silent"));
    });
    if (this.#hasBody) this.#sendBody(upstream);
    else upstream.end();
  }

  /** Not before the connection stands: a refused request must still have its whole body for the other backend. */
  #sendBody(upstream: ClientRequest): void {
    upstream.once("socket", (socket) => {
      if (socket.connecting) socket.once("connect", () => this.#request.pipe(upstream));
      else this.#request.pipe(upstream);
    });
  }

  #answer(answer: IncomingMessage): void {
    const response = this.#response;
    answer.on("error", () => this.#cut());
    answer.on("aborted", () => this.#cut());
    if (response.destroyed) return void answer.resume();
    response.writeHead(
      answer.statusCode ?? 502,
      answer.statusMessage,
      endToEnd(answer.rawHeaders, answer.headers.connection),
    );
    answer.pipe(response);
  }

  /** The answer stopped in the middle: the client must see that it is not whole. */
  #cut(): void {
    if (this.#response.writableFinished) return;
    this.#failure ??= "broken-answer";
    this.#response.destroy();
  }

  #broken(upstream: ClientRequest, error: NodeJS.ErrnoException): void {
    if (upstream !== this.#upstream || this.#response.destroyed) return;
    if (this.#response.headersSent) {
      this.#cut();
      return;
    }
    if (this.#failure === null && this.#maySendAgain(upstream, error)) {
      const other = this.#options.table.another(this.#choice);
      if (other !== null) {
        this.#sendAgain(other);
        return;
      }
    }
    this.#failure ??= error.syscall === "connect" ? "refused" : "reset";
    routerError(
      this.#response,
      STATUS[this.#failure],
      this.#failure,
      `${this.#choice.backend.address}: ${error.message}`,
    );
  }

  /**
   * Only what the first backend cannot have acted on: it refused the connection, or it had closed a kept connection
   * under a request without a body and without effects (RFC 9110, 9.2.2).
   */
  #maySendAgain(upstream: ClientRequest, error: NodeJS.ErrnoException): boolean {
    if (this.#retried) return false;
    if (error.syscall === "connect") return true;
    const { method } = this.#request;
    return upstream.reusedSocket && !this.#hasBody && (method === "GET" || method === "HEAD");
  }

  #sendAgain(other: Choice): void {
    this.#retried = true;
    this.#choice.backend.release();
    this.#choice.series.inFlight--;
    this.#choice.series.retried++;
    this.#choice = other;
    this.#send();
  }

  /** Once, when the client has the whole answer or has gone. */
  #settle(): void {
    const { backend, series } = this.#choice;
    const response = this.#response;
    series.inFlight--;
    backend.release();
    if (this.#failure !== null) series.failed(this.#failure);
    if (response.writableFinished) series.answered(response.statusCode, this.#options.clock() - this.#startedAt);
    else if (this.#failure === null) series.abandoned++;
    if (!response.writableFinished) this.#upstream?.destroy();
  }
}

/** An answer of the router's own, marked as such. */
function routerError(response: ServerResponse, status: number, code: RouterErrorReason, message: string): void {
  const body = JSON.stringify({ error: { code: `router-${code}`, message } });
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    [ROUTER_ERROR_HEADER]: "error",
  });
  response.end(body);
}
