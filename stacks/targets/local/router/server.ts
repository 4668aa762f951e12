import { createServer, type Server } from "node:http";
import { lameDuck, SERVER_KEEP_ALIVE_MS } from "../../../../adapters/http/lame-duck.ts";
import { listenOnLoopback } from "../../../../adapters/http/listen.ts";
import { adminHandler } from "./admin.ts";
import { forwarder } from "./forward.ts";
import { Mirror } from "./mirror.ts";
import type { StateStore } from "./store.ts";
import { RoutingTable } from "./table.ts";

export interface RouterOptions {
  /** 0 for any free one. */
  readonly port: number;
  readonly adminPort: number;
  readonly store: StateStore;
  readonly token: string;
  readonly upstreamTimeoutMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number;
}

export interface Router {
  readonly port: number;
  readonly adminPort: number;
  /** Refuses new connections, finishes what is in flight, then resolves. */
  close(): Promise<void>;
}

/**
 * Starts the weighted reverse proxy (HTTP/1.1, keep-alive on both sides) with the rule that its store holds, if any.
 * @throws OutsideError `port-taken`; InputError `router-state-malformed` for the stored rule
 */
export async function startRouter(options: RouterOptions): Promise<Router> {
  const { store, token, clock } = options;
  const table = new RoutingTable();
  const stored = store.load();
  if (stored !== null) table.apply(stored);
  const mirror = new Mirror(table, clock);
  const data = tuned(createServer(forwarder({ table, mirror, clock, timeoutMs: options.upstreamTimeoutMs })));
  const admin = tuned(createServer(adminHandler({ table, mirror, store, token, startedAt: options.now() })));
  const leaveData = lameDuck(data);
  const leaveAdmin = lameDuck(admin);
  const adminPort = await listenOnLoopback(admin, options.adminPort);
  let port: number;
  try {
    // Last, so that whoever reaches it finds the whole router.
    port = await listenOnLoopback(data, options.port);
  } catch (error) {
    admin.close();
    throw error;
  }
  return {
    port,
    adminPort,
    close: async () => {
      await Promise.all([leaveData(), leaveAdmin()]);
      table.close();
    },
  };
}

function tuned(server: Server): Server {
  server.keepAliveTimeout = SERVER_KEEP_ALIVE_MS;
  server.headersTimeout = SERVER_KEEP_ALIVE_MS + 5_000;
  server.requestTimeout = 0;
  server.maxRequestsPerSocket = 0;
  return server;
}
