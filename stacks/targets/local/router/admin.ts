import type { IncomingMessage, ServerResponse } from "node:http";
import { InputError, MaestroError, RefusedError } from "../../../../core/errors/index.ts";
import { exposition } from "./exposition.ts";
import type { Mirror } from "./mirror.ts";
import { parseRouterState, type RouterState } from "./state.ts";
import { routerStats } from "./stats.ts";
import type { StateStore } from "./store.ts";
import type { RoutingTable } from "./table.ts";
import { bears } from "./token.ts";

export interface AdminOptions {
  readonly table: RoutingTable;
  readonly mirror: Mirror;
  readonly store: StateStore;
  readonly token: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** What GET and PUT /state answer. */
export interface RouterView {
  readonly generation: number | null;
  readonly state: RouterState | null;
  /** Whether no backend that was removed has a request in flight. */
  readonly drained: boolean;
  readonly backends: readonly {
    readonly host: string;
    readonly port: number;
    readonly inFlight: number;
    readonly draining: boolean;
  }[];
}

const BODY_LIMIT = 256 * 1024;
const DRAIN_LIMIT_MS = 60_000;

/**
 * The admin API. /healthz (it runs) and /readyz (it has a rule) are open; /state, /stats and /metrics want the bearer
 * token. PUT /state returns when the rule is on the disk and in force; `?drain=ms` also waits, at most so long, until
 * the backends that it removed have no request in flight.
 */
export function adminHandler(options: AdminOptions): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    void answer(options, request)
      .catch((error: unknown) => problem(error))
      .then(({ status, type, body }) => {
        response.writeHead(status, {
          "content-type": type,
          "content-length": Buffer.byteLength(body),
          "cache-control": "no-store",
          // Probes and drivers must not keep the router from leaving.
          connection: "close",
        });
        response.end(body);
      });
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function answer(options: AdminOptions, request: IncomingMessage): Promise<Answer> {
  const { table, mirror, token, startedAt } = options;
  const url = new URL(request.url ?? "/", "http://router");
  const route = `${request.method} ${url.pathname}`;
  if (route === "GET /healthz") return text(200, "ok\n");
  if (route === "GET /readyz") return table.state === null ? text(503, "no traffic rule yet\n") : text(200, "ok\n");
  if (!bears(request.headers.authorization, token))
    return json(401, {
      error: {
        code: "router-token",
        message: "the bearer token is missing or wrong",
        next: "send the token file's text",
      },
    });
  switch (route) {
    case "GET /state":
      return json(200, await view(table, drainOf(url)));
    case "PUT /state":
      put(options, parseRouterState(await bodyOf(request)));
      return json(200, await view(table, drainOf(url)));
    case "GET /stats":
      return json(200, routerStats(table, mirror, startedAt));
    case "GET /metrics":
      return { ...text(200, exposition(routerStats(table, mirror, startedAt))), type: "text/plain; version=0.0.4" };
    default:
      return json(404, { error: { code: "router-no-route", message: `no ${route} here` } });
  }
}

/** Disk first: a rule that was answered for is still there after a crash. Nothing else runs between the two. */
function put({ table, store }: AdminOptions, state: RouterState): void {
  if (table.mayApply(state)) {
    store.save(state);
    table.apply(state);
  }
}

async function view(table: RoutingTable, drainMs: number): Promise<RouterView> {
  const drained = await table.drained(drainMs);
  return {
    generation: table.state?.generation ?? null,
    state: table.state,
    drained,
    backends: table.backends().map(({ backend: { host, port, inFlight }, draining }) => ({
      host,
      port,
      inFlight,
      draining,
    })),
  };
}

function drainOf(url: URL): number {
  const value = url.searchParams.get("drain");
  if (value === null) return 0;
  const ms = Number(value);
  if (/^\d+$/.test(value) && ms <= DRAIN_LIMIT_MS) return ms;
  throw new InputError("router-drain", `drain must be 0..${DRAIN_LIMIT_MS} ms, not "${value}"`, { field: "drain" });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT)
      throw new InputError("router-state-too-large", `a traffic rule has at most ${BODY_LIMIT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function problem(error: unknown): Answer {
  if (!(error instanceof MaestroError))
    return json(500, { error: { code: "internal", message: error instanceof Error ? error.message : String(error) } });
  const status = error instanceof InputError ? 400 : error instanceof RefusedError ? 409 : 507;
  const { code, message, field, next } = error;
  return json(status, { error: { code, message, field, next } });
}

function json(status: number, value: unknown): Answer {
  return { status, type: "application/json", body: `${JSON.stringify(value)}\n` };
}

function text(status: number, body: string): Answer {
  return { status, type: "text/plain", body };
}
