import { createServer } from "node:net";
import { OutsideError } from "../../../../core/errors/index.ts";

/** Below the range that systems take for outgoing connections, so that a port stays free while a service restarts. */
const FIRST = 20_000;
const LAST = 31_999;
const TRIES = 200;

/**
 * A port on loopback that nobody listens on right now. Somebody may take it before it is used: the caller tries again.
 * @param random 0 ≤ x < 1
 * @param avoid ports that are not to be chosen
 * @throws OutsideError `no-free-port`
 */
export async function freePort(random: () => number, avoid: ReadonlySet<number> = new Set()): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = FIRST + Math.floor(random() * (LAST - FIRST + 1));
    if (!avoid.has(port) && (await isFree(port))) return port;
  }
  throw new OutsideError("no-free-port", `none of ${TRIES} ports tried in ${FIRST}..${LAST} is free`, {
    next: "see what listens: ss -ltn",
  });
}

/** Whether the port can be listened on, on loopback. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
