export { openPool } from "./pool.ts";
export { type PostgresMigrationOptions, PostgresMigrationStore } from "./store.ts";
export { PostgresWriter } from "./writer.ts";
