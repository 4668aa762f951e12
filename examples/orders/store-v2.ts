import { setTimeout as sleep } from "node:timers/promises";
import { openPool, PostgresWriter } from "../../adapters/migration/index.ts";
import { recordValidator } from "../../core/contracts/runtime/validator.ts";
import { dualWrite, type Row } from "../../core/migration/index.ts";
import { compiledOrderMapping } from "./mapping.ts";
import { type OrderV2, orderV2Schema } from "./order.generated.ts";
import { type NewOrder, type Order, type OrderStore, openStore } from "./store.ts";

const TABLE = `
  SELECT pg_advisory_xact_lock(7205759404);
  CREATE TABLE IF NOT EXISTS orders_v2 (
    id bigint PRIMARY KEY,
    client_id text NOT NULL,
    sku text NOT NULL,
    variant text,
    quantity integer NOT NULL CHECK (quantity > 0),
    placed_at timestamptz NOT NULL
  );
  CREATE INDEX IF NOT EXISTS orders_v2_client_id ON orders_v2 (client_id);
`;
/** Ids are taken in blocks: one more round trip in fifty orders. */
const IDS = 50;

/** A version's defect in reading the new table. */
export type ReadDefect = "none" | "swapped";

/** The store of contract 2, which also reads the new table alone: what a mirrored request is answered from. */
export interface MigratedStore extends OrderStore {
  ofNewTable(clientId: string): Promise<Order[]>;
}

/**
 * Orders under contract 2. While the migration runs they are written to and read from the side that decides; both
 * tables take their ids from one sequence.
 * @throws as `openStore`
 */
export async function openMigratedStore(
  url: string,
  poolSize: number,
  application: string,
  defect: ReadDefect,
): Promise<MigratedStore> {
  // Makes the old table where it is not there, and waits for a database that is just starting.
  const before = await openStore(url, 1, application);
  await before.close();
  const pool = openPool(url, poolSize, application);
  const mapping = compiledOrderMapping();
  const contract = recordValidator<OrderV2>(orderV2Schema);
  const writer = new PostgresWriter({ mapping, pools: { old: pool, new: pool } });
  await pool.query(TABLE);
  await writer.ensure();
  const orders = dualWrite({ mapping, store: writer, mode: "sync", sleep: (ms) => sleep(ms) });
  let ids: string[] = [];
  let fetching: Promise<void> | null = null;
  const nextId = async (): Promise<string> => {
    for (;;) {
      const id = ids.shift();
      if (id !== undefined) return id;
      fetching ??= pool
        .query<{ id: string }>(`SELECT nextval('orders_id_seq') AS id FROM generate_series(1, ${IDS})`)
        .then(({ rows }) => {
          ids = rows.map((row) => row.id);
        })
        .finally(() => {
          fetching = null;
        });
      await fetching;
    }
  };
  const shown = (row: Row, read: ReadDefect): Order => {
    const [sku, variant] = read === "swapped" && row.variant !== null ? [row.variant, row.sku] : [row.sku, row.variant];
    return {
      id: String(row.id),
      clientId: String(row.client_id),
      item: variant === null ? String(sku) : `${sku}/${variant}`,
      sku: String(sku),
      variant: variant === null ? null : String(variant),
      quantity: Number(row.quantity),
      placedAt: new Date(String(row.placed_at)),
    };
  };
  return {
    add: async ({ clientId, item, quantity }: NewOrder) => {
      const placedAt = new Date();
      const old = { id: await nextId(), client_id: clientId, item, quantity, placed_at: placedAt.toISOString() };
      const row = mapping.up(old);
      const problem = contract.problem(row);
      // The mapping makes rows of the contract: another one is a defect of the service, and is not stored.
      if (problem) throw new Error(`the order does not fit its contract: ${problem.path} ${problem.text}`);
      await orders.put(row);
      return shown(row, "none");
    },
    of: async (clientId) => {
      const { side, rows } = await writer.find("t.client_id = $3", [clientId], 100);
      return rows.map((row) => shown(side === "new" ? row : mapping.up(row), "none"));
    },
    ofNewTable: async (clientId) => {
      const { rows } = await pool.query<string[]>({
        text: "SELECT id, client_id, sku, variant, quantity, placed_at FROM orders_v2 WHERE client_id = $1 ORDER BY id LIMIT 100",
        values: [clientId],
        rowMode: "array",
      });
      return rows.map(([id, client_id, sku, variant, quantity, placed_at]) =>
        shown(
          {
            id: id!,
            client_id: client_id!,
            sku: sku!,
            variant: variant ?? null,
            quantity: Number(quantity),
            placed_at: placed_at!,
          },
          defect,
        ),
      );
    },
    check: async () => {
      await pool.query("SELECT 1");
    },
    close: () => pool.end(),
  };
}
