import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { SERVER_KEEP_ALIVE_MS } from "../../adapters/http/lame-duck.ts";
import { InputError } from "../../core/errors/index.ts";
import type { OrdersMetrics } from "./metrics.ts";
import { readOrder } from "./order-body.ts";
import type { OrdersService } from "./service.ts";
import type { OrdersSettings } from "./settings.ts";
import type { Order, OrderStore } from "./store.ts";

export interface OrdersServerOptions {
  readonly settings: OrdersSettings;
  readonly store: OrderStore;
  readonly service: OrdersService;
  readonly metrics: OrdersMetrics;
  /** Answers what begins with /checkout/. */
  readonly checkout: (request: IncomingMessage, response: ServerResponse) => void;
  /** Orders as the new table alone has them: what a mirrored read is answered from, to be compared. */
  readonly newTable?: (clientId: string) => Promise<Order[]>;
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number;
  /** Takes what was answered with 500 for a reason that nobody foresaw. */
  readonly report: (error: unknown) => void;
}

/** The router marks the copies that it sends to the color under shadow-read. */
const MIRRORED = "x-maestro-mirror";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * The HTTP API: POST /orders {clientId, item, quantity} → 201 once the order is durable; GET /orders/<clientId>;
 * GET /checkout/quote (checkout.ts); GET /healthz asks the database; GET /metrics. Each answer says who gave it: `x-served-by: color;version;replica`.
 */
export function ordersServer(options: OrdersServerOptions): Server {
  const { settings, store, metrics } = options;
  const servedBy = `${settings.color};${settings.version.name};${settings.replica}`;
  let inFlight = 0;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "/").split("?", 1)[0]!;
    if (request.method === "GET" && path === "/metrics") {
      probe(response, 200, metrics.contentType, await metrics.text());
      return;
    }
    if (request.method === "GET" && path === "/healthz") {
      const problem = await store.check().then(
        () => null,
        (error: Error) => error,
      );
      probe(response, problem ? 503 : 200, "text/plain", problem ? "the database does not answer\n" : "ok\n");
      return;
    }
    const route = routeOf(request.method, path);
    const startedAt = options.clock();
    response.once("close", () => {
      if (response.writableFinished) metrics.answered(route, response.statusCode, (options.clock() - startedAt) / 1000);
      else metrics.dropped("client-gone");
    });
    if (inFlight >= settings.maxInFlight) {
      metrics.dropped("overload");
      write(response, servedBy, failure(503, "overload", `over ${settings.maxInFlight} requests are in flight`));
      return;
    }
    if (route === "checkout") {
      response.setHeader("x-served-by", servedBy);
      options.checkout(request, response);
      return;
    }
    inFlight++;
    try {
      write(response, servedBy, await answer(options, route, request, path));
    } finally {
      inFlight--;
    }
  };

  const server = createServer((request, response) => {
    response.on("error", () => undefined);
    handle(request, response).catch((error: unknown) => {
      if (!(error instanceof InputError)) options.report(error);
      if (response.headersSent) response.destroy();
      else write(response, servedBy, problem(error));
    });
  });
  server.keepAliveTimeout = SERVER_KEEP_ALIVE_MS;
  server.headersTimeout = SERVER_KEEP_ALIVE_MS + 5_000;
  return server;
}

type Route = "create" | "list" | "checkout" | "other";

function routeOf(method: string | undefined, path: string): Route {
  if (method === "POST" && path === "/orders") return "create";
  if (method === "GET" && /^\/orders\/[^/]+$/.test(path)) return "list";
  return path.startsWith("/checkout/") ? "checkout" : "other";
}

async function answer(
  { service, settings, newTable }: OrdersServerOptions,
  route: Exclude<Route, "checkout">,
  request: IncomingMessage,
  path: string,
): Promise<Answer> {
  const { api } = settings.version;
  switch (route) {
    case "create": {
      const placed = await service.place(await readOrder(request));
      return placed.kind === "broken" ? broken() : { status: 201, body: shown(placed.order, api) };
    }
    case "list": {
      const clientId = decoded(path.slice("/orders/".length));
      if (newTable !== undefined && request.headers[MIRRORED] !== undefined)
        return {
          status: 200,
          body: { clientId, orders: (await newTable(clientId)).map((order) => shown(order, api)) },
        };
      const listed = await service.list(clientId);
      if (listed.kind === "broken") return broken();
      if (listed.orders.length === 0) return failure(404, "no-orders", `no orders of ${clientId}`);
      return { status: 200, body: { clientId, orders: listed.orders.map((order) => shown(order, api)) } };
    }
    case "other":
      return failure(404, "no-route", `no ${request.method} ${path} here`);
  }
}

function shown(order: Order, api: "v1" | "v2" | "v3"): Record<string, unknown> {
  const { id, clientId, item, quantity, placedAt, sku, variant } = order;
  const base = { id: Number(id), clientId, item, quantity };
  if (api === "v1") return base;
  const dated = { ...base, placedAt: placedAt.toISOString() };
  return api === "v2" ? dated : { ...dated, sku, variant };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw new InputError("path-malformed", "the path is not well encoded", { cause });
  }
}

function broken(): Answer {
  return failure(500, "broken-version", "this version fails here");
}

function failure(status: number, code: string, message: string, field?: string): Answer {
  return { status, body: { error: { code, message, field } } };
}

function problem(error: unknown): Answer {
  if (error instanceof InputError)
    return failure(error.code === "order-too-large" ? 413 : 400, error.code, error.message, error.field);
  return failure(500, "internal", "the order could not be handled; see the log");
}

function write(response: ServerResponse, servedBy: string, { status, body }: Answer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "x-served-by": servedBy,
  });
  response.end(text);
}

/** A probe's connection is closed: it must not keep the service from leaving. */
function probe(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    connection: "close",
  });
  response.end(body);
}
