import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { OutsideError } from "../../core/errors/index.ts";

export interface NewOrder {
  readonly clientId: string;
  readonly item: string;
  readonly quantity: number;
}

export interface Order extends NewOrder {
  readonly id: string;
  readonly placedAt: Date;
  /** The two parts of `item`, where a version keeps them apart. */
  readonly sku?: string;
  readonly variant?: string | null;
}

/** Where orders are kept. Every call may throw what the database throws. */
export interface OrderStore {
  /** Durable when it returns. */
  add(order: NewOrder): Promise<Order>;
  of(clientId: string): Promise<Order[]>;
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Any number; all replicas take the same lock, so that one migrates and the others wait. */
const MIGRATION_LOCK = 7_205_759_403;

/**
 * client_id is deliberately not unique: an order that was written twice must be seen, not refused.
 */
const MIGRATION = `
  CREATE TABLE IF NOT EXISTS orders (
    id bigserial PRIMARY KEY,
    client_id text NOT NULL,
    item text NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    placed_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX IF NOT EXISTS orders_client_id ON orders (client_id);
`;

const CONNECT_TRIES = 20;
const CONNECT_PAUSE_MS = 250;

/**
 * Connects, migrates and gives the store over Postgres.
 * @throws OutsideError `database-unreachable` after 5 s of tries, `database-refused`
 */
export async function openStore(url: string, poolSize: number, application: string): Promise<OrderStore> {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    application_name: application,
    connectionTimeoutMillis: 4_000,
    idleTimeoutMillis: 0,
  });
  // A connection that breaks while unused is replaced at its next use.
  pool.on("error", () => undefined);
  try {
    await migrate(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    add: async ({ clientId, item, quantity }) => {
      const { rows } = await pool.query<Row>({
        name: "add",
        text: "INSERT INTO orders (client_id, item, quantity) VALUES ($1, $2, $3) RETURNING *",
        values: [clientId, item, quantity],
      });
      return toOrder(rows[0]!);
    },
    of: async (clientId) => {
      const { rows } = await pool.query<Row>({
        name: "of",
        text: "SELECT * FROM orders WHERE client_id = $1 ORDER BY id LIMIT 100",
        values: [clientId],
      });
      return rows.map(toOrder);
    },
    check: async () => {
      await pool.query("SELECT 1");
    },
    close: () => pool.end(),
  };
}

interface Row {
  readonly id: string;
  readonly client_id: string;
  readonly item: string;
  readonly quantity: number;
  readonly placed_at: Date;
}

function toOrder({ id, client_id, item, quantity, placed_at }: Row): Order {
  return { id, clientId: client_id, item, quantity, placedAt: placed_at };
}

async function migrate(pool: pg.Pool): Promise<void> {
  const client = await connect(pool);
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    await client.query(MIGRATION);
    await client.query("COMMIT");
    client.release();
  } catch (cause) {
    client.release(true);
    throw new OutsideError("database-refused", `the table orders cannot be made: ${(cause as Error).message}`, {
      next: "give the user of DATABASE_URL the right to create tables",
      cause,
    });
  }
}

/** A database that is just starting gets a few seconds. */
async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  for (let tries = 1; ; tries++) {
    try {
      return await pool.connect();
    } catch (cause) {
      if (tries === CONNECT_TRIES)
        throw new OutsideError("database-unreachable", `no connection to the database: ${describe(cause)}`, {
          field: "DATABASE_URL",
          next: "start the database, or mend DATABASE_URL",
          cause,
        });
      await sleep(CONNECT_PAUSE_MS);
    }
  }
}

/** Without the URL, which holds a password. */
function describe(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || "unknown error";
}
