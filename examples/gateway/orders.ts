import { OutsideError } from "../../core/errors/index.ts";

export interface TenantOrder {
  readonly id: string;
  readonly tenant: string;
  readonly customer: string;
  readonly item: string;
  readonly quantity: number;
}

/** Where orders are. Every call names the tenant: there is no way to ask across tenants. */
export interface Orders {
  place(tenant: string, order: Pick<TenantOrder, "customer" | "item" | "quantity">): Promise<TenantOrder>;
  /** In the order of their placing. */
  of(tenant: string, customer: string): Promise<readonly TenantOrder[]>;
}

/** In memory, for tests and for a gateway without a service behind it. */
export function memoryOrders(): Orders {
  const all: TenantOrder[] = [];
  return {
    place: async (tenant, order) => {
      const placed = { ...order, tenant, id: String(all.length + 1) };
      all.push(placed);
      return placed;
    },
    of: async (tenant, customer) => all.filter((each) => each.tenant === tenant && each.customer === customer),
  };
}

interface Answered {
  readonly id: number;
  readonly item: string;
  readonly quantity: number;
}

/** Over the orders service, which knows clients only: a tenant's customers have ids of their own there. */
export function serviceOrders(url: string): Orders {
  const clientOf = (tenant: string, customer: string): string => `${tenant}~${customer}`;
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    try {
      return await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(5_000) });
    } catch (cause) {
      throw new OutsideError("orders-unreachable", "the orders service does not answer", { cause });
    }
  };
  const refused = (status: number): OutsideError =>
    new OutsideError("orders-failed", `the orders service answered ${status}`, {});
  return {
    place: async (tenant, { customer, item, quantity }) => {
      const answer = await ask("/orders", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ clientId: clientOf(tenant, customer), item, quantity }),
      });
      if (answer.status !== 201) throw refused(answer.status);
      const { id } = (await answer.json()) as Answered;
      return { id: String(id), tenant, customer, item, quantity };
    },
    of: async (tenant, customer) => {
      const answer = await ask(`/orders/${encodeURIComponent(clientOf(tenant, customer))}`);
      if (answer.status === 404) return [];
      if (answer.status !== 200) throw refused(answer.status);
      const { orders } = (await answer.json()) as { orders: readonly Answered[] };
      return orders.map(({ id, item, quantity }) => ({ id: String(id), tenant, customer, item, quantity }));
    },
  };
}
