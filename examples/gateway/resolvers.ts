import { GraphQLError } from "graphql";
import type { FlagsContext } from "../../adapters/flags/apollo.ts";
import type { Cursors } from "./cursor.ts";
import type { Orders, TenantOrder } from "./orders.ts";
import { type Action, type Decision, decide } from "./policy.ts";
import type { Claims } from "./token.ts";

export interface GatewayContext extends FlagsContext {
  readonly auth: Claims;
  /** A new id for each decision. */
  readonly decisionId: () => string;
  readonly log: (decision: Decision) => void;
}

const word = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const centsAPiece = 250;

/** A fault of the client's, with its code and its HTTP status. */
function fault(code: string, status: number, message: string, more: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status }, ...more } });
}

function word64(value: string, field: string): string {
  if (word.test(value)) return value;
  throw fault("BAD_USER_INPUT", 400, `${field} is malformed`, { field });
}

/** @throws GraphQLError FORBIDDEN with the reason and the decision's id */
function allow({ auth, decisionId, log }: GatewayContext, action: Action, owner = auth.tenant): string {
  const decision = decide(auth, action, owner, decisionId());
  log(decision);
  if (decision.allow) return owner;
  throw fault("FORBIDDEN", 403, "this is not yours to do", { reason: decision.reason, decisionId: decision.id });
}

export function gatewayResolvers(orders: Orders, cursors: Cursors) {
  const find = async (tenant: string, customer: string): Promise<readonly TenantOrder[]> =>
    orders.of(tenant, word64(customer, "customer"));
  return {
    Query: {
      orders: async (
        _: unknown,
        args: { customer: string; tenant?: string; first: number; after?: string },
        context: GatewayContext,
      ) => {
        const tenant = allow(context, "orders.read", args.tenant ?? context.auth.tenant);
        if (args.first < 1 || args.first > 100) throw fault("BAD_USER_INPUT", 400, "first is 1 to 100");
        const all = await find(tenant, args.customer);
        const owner = `${tenant}\0${args.customer}`;
        const after = args.after === undefined ? null : cursors.decode(owner, args.after);
        if (args.after !== undefined && after === null) throw fault("BAD_USER_INPUT", 400, "this cursor is not yours");
        const start = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
        const page = all.slice(start, start + args.first);
        const more = start + page.length < all.length;
        return { orders: page, next: more ? cursors.encode(owner, page.at(-1)!.id) : null };
      },
      order: async (_: unknown, args: { customer: string; id: string; tenant?: string }, context: GatewayContext) => {
        const tenant = allow(context, "orders.read", args.tenant ?? context.auth.tenant);
        return (await find(tenant, args.customer)).find(({ id }) => id === args.id) ?? null;
      },
      export: async (_: unknown, args: { customer: string }, context: GatewayContext) =>
        find(allow(context, "orders.export"), args.customer),
      quote: (_: unknown, { item, quantity }: { item: string; quantity: number }, context: GatewayContext) => {
        allow(context, "orders.read");
        // As if the field were not there while its flag is off.
        if (!context.flags?.isOn("orders.fastCheckout")) return null;
        if (quantity < 1 || quantity > 1_000_000) throw fault("BAD_USER_INPUT", 400, "quantity is 1 to 1,000,000");
        const arm = context.flags.arm("quote-wording");
        return {
          item,
          quantity,
          cents: Math.min(quantity * centsAPiece, 2 ** 31 - 1),
          wording: String(arm?.value ?? "plain"),
        };
      },
    },
    Mutation: {
      placeOrder: async (
        _: unknown,
        { customer, item, quantity }: { customer: string; item: string; quantity: number },
        context: GatewayContext,
      ) => {
        const tenant = allow(context, "orders.place");
        if (quantity < 1 || quantity > 1_000_000 || item === "" || item.length > 200)
          throw fault("BAD_USER_INPUT", 400, "expected an item, and 1 to 1,000,000 of it");
        return orders.place(tenant, { customer: word64(customer, "customer"), item, quantity });
      },
    },
  };
}
