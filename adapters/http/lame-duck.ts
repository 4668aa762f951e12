import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * How long a client on this project's side keeps an unused connection. Servers that it talks to stay lame ducks for
 * longer (LAME_DUCK_MS), so no request is ever sent on a connection that its server is about to close.
 */
export const CLIENT_IDLE_MS = 2_000;
export const LAME_DUCK_MS = 3_000;

/** Keep-alive of servers: far over the idle time of their clients, so that it is always the client that closes. */
export const SERVER_KEEP_ALIVE_MS = 75_000;

/**
 * Makes a server leave without failing a request. Once `leave` is called, new connections are refused (a proxy then
 * takes another backend, no byte having been sent), requests under way are finished, and every further answer on an
 * open connection carries `connection: close`. Connections that are still unused after `lameDuckMs` are closed by the
 * server: by then clients with a shorter idle time have closed them themselves.
 *
 * Call it before the server listens.
 * @returns `leave`, which resolves when no connection is left; calling it again gives the same promise
 */
export function lameDuck(server: Server): (lameDuckMs?: number) => Promise<void> {
  const sockets = new Map<Socket, number>();
  let leaving: Promise<void> | undefined;
  let over = false;

  server.on("connection", (socket: Socket) => {
    sockets.set(socket, 0);
    socket.once("close", () => sockets.delete(socket));
  });
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    sockets.set(socket, (sockets.get(socket) ?? 0) + 1);
    if (leaving !== undefined) response.shouldKeepAlive = false;
    response.once("close", () => {
      const left = (sockets.get(socket) ?? 1) - 1;
      if (sockets.has(socket)) sockets.set(socket, left);
      if (over && left === 0) socket.destroySoon();
    });
  });

  return (lameDuckMs = LAME_DUCK_MS) => {
    leaving ??= new Promise<void>((resolve) => {
      // Not server.close() alone: since Node 19 it closes unused keep-alive connections at once, under a request
      // that may be on its way.
      server.closeIdleConnections = () => undefined;
      server.close(() => resolve());
      setTimeout(() => {
        over = true;
        for (const [socket, requests] of sockets) if (requests === 0) socket.destroySoon();
      }, lameDuckMs).unref();
    });
    return leaving;
  };
}
