import type { Contract } from "../../schema.ts";
import { type Change, change, type Place } from "../change.ts";

/** Promised times. A looser one breaks no record, and may break whoever waits: always a warning. */
export function sla(prev: Contract, next: Contract, root: Place): Change[] {
  return (["read_p95_ms", "write_p95_ms"] as const).flatMap((metric): Change[] => {
    const [from, to] = [prev.sla?.[metric] ?? null, next.sla?.[metric] ?? null];
    if (from === to) return [];
    const key = `sla.${metric}`;
    if (from !== null && (to === null || to > from))
      return [change("sla-loosened", { metric, from, to }, root, { key, side: to === null ? "prev" : "next" })];
    return [change("sla-tightened", { metric, from, to: to! }, root, { key })];
  });
}
