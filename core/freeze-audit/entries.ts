import type { LedgerEntry } from "../ledger/index.ts";
import { type RecordBody, type RecordKind, recordSchemas } from "./record.ts";

/** The body of an entry of that kind; null for another kind, or one that this version cannot read. */
export function recordOf<K extends RecordKind>(entry: LedgerEntry, kind: K): RecordBody<K> | null {
  if (entry.kind !== kind) return null;
  const parsed = recordSchemas[kind].safeParse(entry.body);
  return parsed.success ? (parsed.data as RecordBody<K>) : null;
}
