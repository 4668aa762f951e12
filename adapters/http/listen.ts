import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { MaestroError, OutsideError } from "../../core/errors/index.ts";

/** A service that finds its port taken exits with this code, so that its supervisor can choose another port. */
export const PORT_TAKEN_EXIT = 98;

/** Connections that may wait to be accepted; a client that stalled for a second comes back with a burst. */
const BACKLOG = 4_096;

/**
 * Listens on loopback.
 * @param port 0 for any free one
 * @returns the port
 * @throws OutsideError `port-taken`, `port-refused`
 */
export function listenOnLoopback(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === "EADDRINUSE"
          ? new OutsideError("port-taken", `port ${port} is taken`, {
              next: `see who has it: ss -ltnp 'sport = :${port}'`,
              cause,
            })
          : new OutsideError("port-refused", `cannot listen on port ${port} (${cause.code})`, {
              next: "choose a port from 1024 on",
              cause,
            }),
      ),
    );
    server.listen({ host: "127.0.0.1", port, backlog: BACKLOG }, () => resolve((server.address() as AddressInfo).port));
  });
}

/** What a service prints and exits with when it cannot start: the same two lines as every command. */
export function startFailure(error: unknown): { readonly exitCode: number; readonly text: string } {
  if (!(error instanceof MaestroError))
    return { exitCode: 4, text: `error[internal]: ${error instanceof Error ? (error.stack ?? error.message) : error}` };
  const place = [error.file, error.line, error.column].filter((part) => part !== undefined).join(":");
  const head = `error[${error.code}]${place && ` ${place}`}${error.field ? ` (${error.field})` : ""}: ${error.message}`;
  return {
    exitCode: error.code === "port-taken" ? PORT_TAKEN_EXIT : error.exitCode,
    text: error.next ? `${head}\n  next: ${error.next}` : head,
  };
}
