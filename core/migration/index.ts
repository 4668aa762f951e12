export { type BackfillOptions, type BackfillProgress, backfill } from "./backfill.ts";
export { type Canonical, canonical, type RedactedDifference, redactedDifferences } from "./canonical.ts";
export { backfillChunk, type Carried, type Chunk, relayBatch, relayLate } from "./carry.ts";
export {
  type DualWriteMode,
  type DualWriteOptions,
  type DualWriter,
  dualWrite,
  type WriteOperation,
  type WriterStore,
} from "./dual-write.ts";
export { type EngineOptions, type MigrationEngine, migrationEngine } from "./engine.ts";
export { compileMapping, faithful, type Mapped, type MappingFacts, mapRow, type RecordMapping } from "./mapping.ts";
export { type MappingDeclaration, type MappingFile, mappingFile, type StepDeclaration } from "./mapping-file.ts";
export { type Reconciliation, reconcile } from "./reconcile.ts";
export { RefusedRow, type RowCode } from "./refused-row.ts";
export { type Key, keyOf, keyText, otherSide, type Row, type SideName, type Value } from "./row.ts";
export { type ShadowReader, type ShadowReadOptions, shadowRead } from "./shadow-read.ts";
export {
  DEFAULT_SHADOW_LIMITS,
  type ShadowCounts,
  type ShadowExample,
  type ShadowLimits,
  type ShadowReport,
  type ShadowVerdict,
  shadowVerdict,
} from "./shadow-tally.ts";
export { type Field, type Fields, type FieldType, fieldSchema, type Shape } from "./shape.ts";
export type {
  FollowTransaction,
  Lag,
  MigrationState,
  MigrationStore,
  OutboxEntry,
  Quarantined,
} from "./store.ts";
export {
  DEFAULT_LIMITS,
  type Load,
  nextThrottle,
  openThrottle,
  type Throttle,
  type ThrottleLimits,
} from "./throttle.ts";
export { drain, turnTo } from "./turn.ts";
