import * as z from "zod";
import { type Digest, digestOf } from "../../ledger/index.ts";
import type { Contract } from "../schema.ts";

const version = z.union([z.int().min(1), z.string().min(1).max(60)]);

/** contracts/deprecations/<id>.json: how readers of a version get over its end. `ig-contracts deprecate` writes it. */
export const deprecationSchema = z.strictObject({
  entity: z.string().min(1).max(200),
  from: version.describe("the version that goes"),
  to: version.nullable().describe("the version that comes; null when the contract ends"),
  announcedOn: z.iso.date().describe("when the consumers were told"),
  until: z.iso.date().describe("last day on which the old version is served"),
  reason: z.string().min(1).max(2_000),
  mapping: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,30}$/)
    .nullable()
    .describe("migrations/<id>.yaml, which takes records from the old version to the new one; null where none comes"),
  consumers: z.array(z.string().min(1)).describe("who was told"),
});
export type Deprecation = z.output<typeof deprecationSchema>;

export const DEPRECATIONS = "contracts/deprecations";
export const SIGN_OFFS = "contracts/approvals";

/** Name of the file, without folder and ending. */
export function deprecationId({ entity, from, to }: Pick<Deprecation, "entity" | "from" | "to">): string {
  return [entity, from, "to", to ?? "nothing"].map((part) => String(part).replace(/[^A-Za-z0-9.-]+/g, "_")).join("-");
}

/** What the owners sign: this very change, from this content to that one, on these terms. */
export function changeDigest(prev: Contract, next: Contract | null, terms: Deprecation): Digest {
  return digestOf({ prev, next, terms });
}
