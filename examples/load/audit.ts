import pg from "pg";
import { OutsideError } from "../../core/errors/index.ts";

/**
 * How many rows the database holds of each client id of a run.
 * @param run the load's run: client ids are `<run>-<n>`
 * @throws OutsideError `database-unreachable`
 */
export async function storedOrders(databaseUrl: string, run: string): Promise<Map<string, number>> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows: tables } = await client.query<{ name: string }>(
      "SELECT name FROM unnest(ARRAY['orders', 'orders_v2']) AS name WHERE to_regclass(name) IS NOT NULL",
    );
    // Under a migration one order lies in both tables, under one id; after it in the newer alone.
    const union = tables.map(({ name }) => `SELECT id, client_id FROM ${name} WHERE starts_with(client_id, $1)`);
    const { rows } = await client.query<{ client_id: string; count: number }>(
      `SELECT client_id, count(DISTINCT id)::int AS count FROM (${union.join(" UNION ALL ")}) AS stored GROUP BY client_id`,
      [`${run}-`],
    );
    return new Map(rows.map(({ client_id, count }) => [client_id, count]));
  } catch (cause) {
    throw new OutsideError("database-unreachable", `cannot count the orders: ${(cause as Error).message}`, {
      next: "start the database, then count again",
      cause,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}
