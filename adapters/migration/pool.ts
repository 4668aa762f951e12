import pg from "pg";
import { MaestroError, OutsideError } from "../../core/errors/index.ts";

/** A value as Postgres writes it: the mapping's field types say what it becomes. */
const raw = { getTypeParser: () => (text: string | null) => text } as unknown as pg.CustomTypesConfig;

/** Every session speaks UTC and ISO, so that one instant is one text. */
export function openPool(url: string, size: number, application: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    application_name: application,
    connectionTimeoutMillis: 5_000,
    options: "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex",
    types: raw,
  });
  // A connection that breaks while unused is replaced at its next use.
  pool.on("error", () => undefined);
  return pool;
}

export type Cells = (string | null)[];

export async function cells(
  client: pg.Pool | pg.PoolClient,
  text: string,
  values: unknown[] = [],
  name?: string,
): Promise<Cells[]> {
  const query = { text, values, rowMode: "array" as const, ...(name === undefined ? {} : { name }) };
  return (await client.query<Cells>(query)).rows;
}

/** One transaction. What cannot be undone any more (a connection that broke) ends with its connection. */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Codes of SQLSTATE by which a server says that it is not there or cannot now. */
const AWAY = /^(08|53|57P|ECONN|ETIMEDOUT|EPIPE|ENOTFOUND)/;

/** What the database throws, as an error for a person; never with the URL, which holds a password. */
export function explained(what: string, error: unknown): unknown {
  if (error instanceof MaestroError) return error;
  const { code, message } = error as { code?: string; message?: string };
  const lost = /timeout exceeded when trying to connect|Connection terminated/.test(message ?? "");
  if (code === undefined && !lost) return error;
  const away = lost || AWAY.test(code!);
  return new OutsideError(
    away ? "migration-store-unreachable" : "migration-store-refused",
    `${what}: ${message || code}`,
    {
      next: away
        ? "see that the database runs; the migration goes on where it stood"
        : "mend what the database says, then run it again",
      cause: error,
    },
  );
}
