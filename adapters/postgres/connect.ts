import pg from "pg";
import { InputError, OutsideError } from "../../core/errors/index.ts";

const CONNECT_TIMEOUT_MS = 5000;

/** Runs `use` with one connection and closes it. Rejects with pg's own error. */
export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // A connection that breaks rejects the query; the event must have a listener all the same.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What answers: the data folder it serves; null when nothing accepts this user and password there. */
export async function servedData(url: string): Promise<string | null> {
  try {
    return await withClient(url, async (client) => {
      const result = await client.query<{ data_directory: string }>("SHOW data_directory");
      return result.rows[0]?.data_directory ?? null;
    });
  } catch {
    return null;
  }
}

/**
 * Creates a database if it is not there.
 * @param url of a database on the same server, for a user who may create one
 * @param name 1 to 63 of a-z, 0-9 and _, not beginning with a digit
 * @returns the new database's URL
 * @throws InputError `database-name-invalid`; OutsideError `database-unreachable`
 */
export async function createDatabase(url: string, name: string): Promise<string> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name))
    throw new InputError("database-name-invalid", `${JSON.stringify(name)} is no name for a database`, {
      next: "use 1 to 63 of a-z, 0-9 and _, beginning with a letter",
    });
  try {
    await withClient(url, async (client) => {
      const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
      if (found.rowCount === 0) await client.query(`CREATE DATABASE "${name}"`);
    });
  } catch (error) {
    const { code } = error as { code?: string };
    // Another process created it meanwhile: duplicate_database, or the unique index of pg_database.
    if (code !== "42P04" && code !== "23505") throw unreachable(url, error);
  }
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
}

/**
 * A URL that a person gave, checked and tried.
 * @throws InputError `database-url-invalid`; OutsideError `database-unreachable`
 */
export async function checkDatabaseUrl(url: string): Promise<void> {
  if (!URL.canParse(url) || !["postgres:", "postgresql:"].includes(new URL(url).protocol))
    throw new InputError("database-url-invalid", "DATABASE_URL is not a postgres:// URL", {
      field: "DATABASE_URL",
      next: "set it to postgres://user:password@host:port/database, or unset it to use the embedded Postgres",
    });
  await withClient(url, (client) => client.query("SELECT 1")).catch((error: unknown) => {
    throw unreachable(url, error);
  });
}

function unreachable(url: string, error: unknown): OutsideError {
  const { host, pathname } = new URL(url);
  const { message, code } = error as { message: string; code?: string };
  return new OutsideError("database-unreachable", `database ${host}${pathname}: ${message || code}`, {
    next: "see that the server runs and that the user may connect",
    cause: error,
  });
}
