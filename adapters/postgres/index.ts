export { createDatabase } from "./connect.ts";
export { type OpenDatabase, openDatabase } from "./open.ts";
export { type PostgresOptions, PostgresServer, type RunningPostgres } from "./server.ts";
