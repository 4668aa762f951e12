import type { Contract } from "../../schema.ts";
import { type Change, change, type Place } from "../change.ts";
import { strictest } from "../direction.ts";

/** What is promised from now on. The diff itself is held against the stricter of both. */
export function compatibility(prev: Contract, next: Contract, root: Place): Change[] {
  const [from, to] = [prev.compatibility, next.compatibility];
  if (from === to) return [];
  const code = strictest(from, to) === to ? "compatibility-strengthened" : "compatibility-weakened";
  return [change(code, { from, to }, root, { key: "compatibility" })];
}
