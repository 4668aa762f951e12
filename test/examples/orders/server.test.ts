import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { listenOnLoopback } from "../../../adapters/http/listen.ts";
import { checkoutApp } from "../../../examples/orders/checkout.ts";
import { ordersMetrics } from "../../../examples/orders/metrics.ts";
import { ordersServer } from "../../../examples/orders/server.ts";
import { ordersService } from "../../../examples/orders/service.ts";
import { readSettings } from "../../../examples/orders/settings.ts";
import type { Order, OrderStore } from "../../../examples/orders/store.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function memoryStore(): OrderStore {
  const orders: Order[] = [];
  return {
    add: async (order) => {
      const added = { ...order, id: String(orders.length + 1), placedAt: new Date(0) };
      orders.push(added);
      return added;
    },
    of: async (clientId) => orders.filter((order) => order.clientId === clientId),
    check: async () => undefined,
    close: async () => undefined,
  };
}

async function serving(
  version: string,
  store: OrderStore = memoryStore(),
  env: Record<string, string> = {},
): Promise<string> {
  const settings = readSettings({
    PORT: "0",
    DATABASE_URL: "x",
    COLOR: "green",
    VERSION: version,
    REPLICA: "g1",
    ORDERS_SERVICE_MS: "0",
    ...env,
  });
  const clock = (): number => performance.now();
  const metrics = ordersMetrics(
    { color: "green", version, role: "color", replica: "g1" },
    { cpuSeconds: () => 9, residentBytes: () => 1_000 },
    4,
  );
  const service = ordersService(settings, store, clock);
  const checkout = checkoutApp({ isOn: (key) => key === "orders.fastCheckout" && version !== "v1.0.0" });
  const server = ordersServer({ settings, store, service, metrics, clock, checkout, report: () => undefined });
  const port = await listenOnLoopback(server, 0);
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}`;
}

/** A store whose reads wait until they are let go. */
function heldStore(): { store: OrderStore; entered: Promise<void>; release: () => void } {
  const entered = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const of = async (): Promise<Order[]> => {
    entered.resolve();
    await held.promise;
    return [];
  };
  return { store: { ...memoryStore(), of }, entered: entered.promise, release: held.resolve };
}

const metricsOf = async (base: string): Promise<string> => (await fetch(`${base}/metrics`)).text();

const place = (base: string, body: unknown = { clientId: "c1", item: "a", quantity: 2 }): Promise<Response> =>
  fetch(`${base}/orders`, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });

describe("the orders API", () => {
  test("an order is placed, read again, and each answer says who gave it", async () => {
    const base = await serving("v1.0.0");
    const placed = await place(base);
    expect(placed.status).toBe(201);
    expect(placed.headers.get("x-served-by")).toBe("green;v1.0.0;g1");
    expect(await placed.json()).toEqual({ id: 1, clientId: "c1", item: "a", quantity: 2 });
    expect(await (await fetch(`${base}/orders/c1`)).json()).toEqual({
      clientId: "c1",
      orders: [{ id: 1, clientId: "c1", item: "a", quantity: 2 }],
    });
  });

  test("v2 also says when it was placed", async () => {
    expect(await (await place(await serving("v2.0.0"))).json()).toMatchObject({
      id: 1,
      placedAt: "1970-01-01T00:00:00.000Z",
    });
  });

  test.each([
    ["text that is not JSON", "{", undefined],
    ["an unknown key", { clientId: "c", item: "a", quantity: 1, price: 2 }, ""],
    ["a quantity of 0", { clientId: "c", item: "a", quantity: 0 }, "quantity"],
    ["no client id", { item: "a", quantity: 1 }, "clientId"],
  ])("%s is a 400 that names the field", async (_name, body, field) => {
    const answer = await place(await serving("v1.0.0"), body);
    expect(answer.status).toBe(400);
    expect((await answer.json()) as unknown).toMatchObject({
      error: { code: "order-malformed", ...(field === undefined ? {} : { field }) },
    });
  });

  test("what is too large, unknown or badly encoded is a 4xx", async () => {
    const base = await serving("v1.0.0");
    expect((await place(base, "x".repeat(20_000))).status).toBe(413);
    expect((await fetch(`${base}/orders/nobody`)).status).toBe(404);
    expect((await fetch(`${base}/other`)).status).toBe(404);
    expect((await fetch(`${base}/orders/%E0%A4`)).status).toBe(400);
  });

  test("the failing version answers one in ten with 500, before any work", async () => {
    const store = memoryStore();
    const base = await serving("v2.0.0-failing", store);
    const statuses: number[] = [];
    for (let i = 0; i < 20; i++) statuses.push((await place(base)).status);
    expect(statuses.filter((status) => status === 500)).toHaveLength(2);
    expect(await store.of("c1")).toHaveLength(18);
  });

  test("the slow version takes twice the time of its own work", async () => {
    const slowStore = {
      ...memoryStore(),
      of: async () => {
        await sleep(60);
        return [{ id: "1", clientId: "c", item: "a", quantity: 1, placedAt: new Date() }];
      },
    };
    const time = async (version: string): Promise<number> => {
      const base = await serving(version, slowStore);
      await fetch(`${base}/orders/c`);
      const startedAt = performance.now();
      await fetch(`${base}/orders/c`);
      return performance.now() - startedAt;
    };
    const plain = await time("v2.0.0");
    expect(plain).toBeGreaterThanOrEqual(59);
    expect(await time("v2.0.0-slow")).toBeGreaterThanOrEqual(119);
  });

  test("a database that fails gives 500 and a failed health check, without its words", async () => {
    const fail = async (): Promise<never> => {
      throw new Error("password=secret");
    };
    const base = await serving("v1.0.0", { ...memoryStore(), add: fail, check: fail });
    const answer = await place(base);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("secret");
    expect((await fetch(`${base}/healthz`)).status).toBe(503);
  });

  test("over its bound of requests in flight it sheds, and counts what it shed", async () => {
    const held = heldStore();
    const base = await serving("v1.0.0", held.store, { ORDERS_MAX_IN_FLIGHT: "1" });
    const first = fetch(`${base}/orders/a`);
    await held.entered;
    expect((await fetch(`${base}/orders/b`)).status).toBe(503);
    held.release();
    await first;
    expect(await metricsOf(base)).toMatch(/orders_dropped_requests_total\{reason="overload",[^}]*\} 1/);
  });

  test("a client that goes away is counted as dropped, not as answered", async () => {
    const held = heldStore();
    const base = await serving("v1.0.0", held.store);
    const asked = request(`${base}/orders/a`).on("error", () => undefined);
    asked.end();
    await held.entered;
    asked.destroy();
    await vi.waitFor(async () =>
      expect(await metricsOf(base)).toMatch(/orders_dropped_requests_total\{reason="client-gone",[^}]*\} 1/),
    );
    held.release();
    await sleep(20);
    expect(await metricsOf(base)).not.toMatch(/orders_requests_total\{/);
  });

  test("the metrics carry all labels, and cost is processor time times price over units", async () => {
    const base = await serving("v2.0.0");
    await place(base);
    await place(base);
    const text = await (await fetch(`${base}/metrics`)).text();
    const labels = 'color="green",version="v2.0.0",role="color",replica="g1"';
    expect(text).toContain(`orders_requests_total{route="create",status="201",${labels}} 2`);
    expect(text).toContain(`process_cpu_seconds_total{${labels}} 9`);
    expect(text).toContain(`process_resident_memory_bytes{${labels}} 1000`);
    expect(text).toContain(`orders_units_total{${labels}} 2`);
    expect(text).toContain(`orders_cost_cents_total{${labels}} 0.01`);
    expect(text).toContain(`orders_cost_cents_per_unit{${labels}} 0.005`);
    expect(text).toMatch(/orders_request_duration_seconds_bucket\{le="0\.0005",/);
    expect(text).toMatch(/orders_request_duration_seconds_count\{[^}]*route="create"[^}]*\} 2/);
  });

  test("the fast checkout is there while its flag is on, and 404 while it is off", async () => {
    const on = await serving("v2.0.0");
    const quote = await fetch(`${on}/checkout/quote?item=tea&quantity=2`);
    expect([quote.status, await quote.json()]).toEqual([200, { item: "tea", quantity: 2, cents: 500 }]);
    expect(quote.headers.get("x-served-by")).toBe("green;v2.0.0;g1");
    expect((await fetch(`${on}/checkout/quote?item=tea&quantity=-1`)).status).toBe(400);
    expect((await fetch(`${on}/checkout/else`)).status).toBe(404);
    const off = await serving("v1.0.0");
    expect((await fetch(`${off}/checkout/quote?item=tea&quantity=2`)).status).toBe(404);
  });
});
