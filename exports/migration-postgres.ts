/** `maestro-conductor/migration/postgres`: the store of a migration and its writer over Postgres. */
export {
  openPool,
  type PostgresMigrationOptions,
  PostgresMigrationStore,
  PostgresWriter,
} from "../adapters/migration/index.ts";
