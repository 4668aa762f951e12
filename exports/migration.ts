/**
 * `maestro-conductor/migration`: a record's way from one version of its contract to the next while both are in use:
 * mapping, dual-write, backfill, shadow-read, reconciliation. Pure over a store that is passed in; one over Postgres is
 * `maestro-conductor/migration/postgres`.
 */
export { HeldError, InputError, OutsideError } from "../core/errors/index.ts";
export {
  type BackfillOptions,
  type BackfillProgress,
  backfill,
  type Canonical,
  canonical,
  compileMapping,
  DEFAULT_LIMITS,
  type DualWriteMode,
  type DualWriteOptions,
  type DualWriter,
  dualWrite,
  faithful,
  type Key,
  type MappingFacts,
  type MappingFile,
  type MigrationEngine,
  type MigrationState,
  type MigrationStore,
  mappingFile,
  migrationEngine,
  type Quarantined,
  type Reconciliation,
  type RecordMapping,
  RefusedRow,
  type Row,
  reconcile,
  relayBatch,
  type ShadowReader,
  type ShadowReadOptions,
  type ShadowReport,
  type SideName,
  shadowRead,
  type ThrottleLimits,
  type Value,
  type WriterStore,
} from "../core/migration/index.ts";
