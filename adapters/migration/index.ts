export { openPool } from "./pool.ts";
export { type JsonAnswer, readJson } from "./read-json.ts";
export { type PostgresMigrationOptions, PostgresMigrationStore } from "./store.ts";
export { PostgresWriter } from "./writer.ts";
