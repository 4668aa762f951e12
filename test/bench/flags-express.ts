import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import autocannon from "autocannon";

const routes = ["/plain", "/again", "/passed", "/flagged"] as const;
type Route = (typeof routes)[number];

export interface Throughput {
  /** Requests a second, medians of all rounds. */
  readonly plain: number;
  readonly flagged: number;
  /** Median over rounds of how much less `/flagged` gets than `/plain` in the same round, and its 95 % interval. */
  readonly loss: number;
  readonly interval: readonly [low: number, high: number];
  /** The same of a second route without anything, and of one with an empty middleware in place of `withFlag`. */
  readonly noise: number;
  readonly emptyMiddleware: number;
  readonly rounds: number;
}

/**
 * What `withFlag` costs an Express route. The server is a process of its own, so that the client's work is not counted
 * as its; all routes are asked in every round in an order that turns, so that the machine's mood is the same for all; and
 * a route is compared with the others of its own round. A route that is equal to `/plain` shows what is noise.
 */
export async function expressThroughput(rounds = 25): Promise<Throughput> {
  const child = fork(join(import.meta.dirname, "flags-express-server.ts"), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [ports] = (await once(child, "message")) as [Record<Route, number>];
  const measure = async (route: Route, duration: number): Promise<number> => {
    const result = await autocannon({ url: `http://127.0.0.1:${ports[route]}${route}`, connections: 20, duration });
    if (result.non2xx > 0 || result.errors > 0) throw new Error(`not all answers of ${route} were a success`);
    return result.requests.total / result.duration;
  };
  for (const route of routes) await measure(route, 2);
  const seen: Record<Route, number>[] = [];
  for (let round = 0; round < rounds; round++) {
    const order = [...routes.slice(round % 4), ...routes.slice(0, round % 4)];
    const one = {} as Record<Route, number>;
    for (const route of round % 2 === 0 ? order : order.reverse()) one[route] = await measure(route, 1);
    seen.push(one);
  }
  child.disconnect();
  const losses = (route: Route): number[] => seen.map((one) => 1 - one[route] / one["/plain"]).sort((a, b) => a - b);
  const flagged = losses("/flagged");
  // Order statistics of the median: distribution-free.
  const half = Math.ceil(0.98 * Math.sqrt(rounds));
  const middle = rounds >> 1;
  return {
    plain: median(seen.map((one) => one["/plain"])),
    flagged: median(seen.map((one) => one["/flagged"])),
    loss: median(flagged),
    interval: [flagged[Math.max(0, middle - half)]!, flagged[Math.min(rounds - 1, middle + half)]!],
    noise: median(losses("/again")),
    emptyMiddleware: median(losses("/passed")),
    rounds,
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
