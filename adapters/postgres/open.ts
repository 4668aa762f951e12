import { checkDatabaseUrl, createDatabase } from "./connect.ts";
import { type PostgresOptions, PostgresServer, type RunningPostgres } from "./server.ts";

export interface OpenDatabase {
  readonly url: string;
  /** null when DATABASE_URL names it: then no server was started and none is to be stopped. */
  readonly server: RunningPostgres | null;
}

/**
 * The database that a run uses: the one of DATABASE_URL as it stands, else one of this name in the embedded server,
 * started if it does not run.
 * @throws InputError `database-url-invalid`, `database-name-invalid`; OutsideError `database-unreachable` and those of
 * `PostgresServer.start`
 */
export async function openDatabase(
  name: string,
  options: PostgresOptions & { readonly env: Readonly<Record<string, string | undefined>> },
): Promise<OpenDatabase> {
  const given = options.env.DATABASE_URL;
  if (given !== undefined && given !== "") {
    await checkDatabaseUrl(given);
    return { url: given, server: null };
  }
  const server = await new PostgresServer(options).start();
  return { url: await createDatabase(server.url, name), server };
}
