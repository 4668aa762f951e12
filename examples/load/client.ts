import { Agent, request as httpRequest } from "node:http";
import { CLIENT_IDLE_MS } from "../../adapters/http/lame-duck.ts";
import { type Answer, type Outcome, outcomeOf, servedBy } from "./answer.ts";
import type { Ask } from "./mix.ts";

export interface LoadClient {
  /** Sends one request, once. @returns all of the answer but its place in the schedule */
  send(ask: Ask): Promise<Omit<Answer, "n" | "scheduled">>;
  close(): void;
}

/**
 * An HTTP client that keeps connections and opens as many as it takes: a limit would make the load wait for answers.
 * Nothing is sent twice.
 * @param now epoch milliseconds, with fractions
 */
export function loadClient(url: URL, timeoutMs: number, now: () => number): LoadClient {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: Number.POSITIVE_INFINITY,
    maxFreeSockets: 4_096,
    scheduling: "lifo",
    timeout: CLIENT_IDLE_MS,
  });
  const base = { host: url.hostname, port: url.port || 80, agent };

  const send = (ask: Ask): ReturnType<LoadClient["send"]> =>
    new Promise((resolve) => {
      const { kind, clientId } = ask;
      const body = kind === "place" ? JSON.stringify({ clientId, item: "score", quantity: 1 }) : undefined;
      const sent = now();
      const request = httpRequest({
        ...base,
        method: kind === "place" ? "POST" : "GET",
        path: kind === "place" ? "/orders" : `/orders/${encodeURIComponent(clientId)}`,
        headers:
          body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
      });
      let late = false;
      // Of the whole exchange: a socket's own timeout would start again with each byte.
      const timer = setTimeout(() => {
        late = true;
        request.destroy();
      }, timeoutMs);
      const settle = (outcome: Outcome, status: number | null, header?: string): void => {
        clearTimeout(timer);
        resolve({ kind, clientId, sent, done: now(), status, outcome, ...servedBy(header) });
      };
      const broken = (): void => settle(late ? "timeout" : "reset", null);
      request.on("error", broken);
      request.on("response", (answer) => {
        answer.on("error", broken);
        answer.on("end", () => {
          const status = answer.statusCode ?? 0;
          const fromRouter = answer.headers["x-maestro-router"] !== undefined;
          settle(outcomeOf(kind, status, fromRouter), status, answer.headers["x-served-by"] as string | undefined);
        });
        answer.resume();
      });
      request.end(body);
    });

  return { send, close: () => agent.destroy() };
}
