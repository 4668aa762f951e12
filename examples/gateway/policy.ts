import type { Claims } from "./token.ts";

export type Action = "orders.read" | "orders.place" | "orders.export";

/** One decision, as it is logged: who asked for what, and which rule decided. Nothing of the order is in it. */
export interface Decision {
  readonly id: string;
  readonly action: Action;
  readonly tenant: string;
  readonly subject: string;
  readonly allow: boolean;
  readonly reason: "allowed" | "tenant-differs" | "role-missing" | "purpose-missing";
}

/** What an action needs beside the tenant. */
const needs: Readonly<Record<Action, { readonly role?: Claims["role"]; readonly purpose?: string }>> = {
  "orders.read": {},
  "orders.place": { role: "buyer" },
  "orders.export": { purpose: "export" },
};

/**
 * Whether somebody may do something with what a tenant owns. Another tenant's is refused before anything else is asked.
 *
 * @param owner The tenant whose it is.
 * @param id Names this decision in the log and in the answer.
 */
export function decide(claims: Claims, action: Action, owner: string, id: string): Decision {
  const { role, purpose } = needs[action];
  const reason =
    owner !== claims.tenant
      ? "tenant-differs"
      : role !== undefined && claims.role !== role
        ? "role-missing"
        : purpose !== undefined && !claims.purposes.includes(purpose)
          ? "purpose-missing"
          : "allowed";
  return { id, action, tenant: claims.tenant, subject: claims.sub, allow: reason === "allowed", reason };
}
