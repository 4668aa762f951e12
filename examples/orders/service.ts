import { failureSource } from "./failures.ts";
import { LateBreak } from "./late-break.ts";
import { lognormal, seededRandom } from "./random.ts";
import type { OrdersSettings } from "./settings.ts";
import type { NewOrder, Order, OrderStore } from "./store.ts";
import { wait } from "./waiting.ts";

/** `broken` is the failure that a version is made to have. */
export type Placed = { readonly kind: "placed"; readonly order: Order } | { readonly kind: "broken" };
export type Listed = { readonly kind: "listed"; readonly orders: readonly Order[] } | { readonly kind: "broken" };

export interface OrdersService {
  place(order: NewOrder): Promise<Placed>;
  list(clientId: string): Promise<Listed>;
}

const SIGMA = 0.3;

/**
 * What the service does, with the behaviour of its version.
 * @param clock milliseconds of a monotonic clock
 */
export function ordersService(settings: OrdersSettings, store: OrderStore, clock: () => number): OrdersService {
  const { version, serviceMs, seed } = settings;
  const random = seededRandom(seed);
  const fails = failureSource(version.failuresInTen, random);
  const lateFailure = failureSource(5, random);
  const late = new LateBreak({
    afterSeconds: settings.breakAfterSeconds,
    ratePerSecond: settings.breakRatePerSecond,
  });

  const breaks = (): boolean => {
    if (!version.breaksLate) return fails();
    late.count(clock());
    return late.broken && lateFailure();
  };
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const startedAt = clock();
    await wait(lognormal(random, serviceMs, SIGMA), random);
    const result = await work();
    await wait((clock() - startedAt) * version.extraLatency, random);
    return result;
  };
  return {
    place: async (order) =>
      breaks() ? { kind: "broken" } : { kind: "placed", order: await timed(() => store.add(order)) },
    list: async (clientId) =>
      breaks() ? { kind: "broken" } : { kind: "listed", orders: await timed(() => store.of(clientId)) },
  };
}
