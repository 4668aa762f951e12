import * as z from "zod";
import { type Envelope, openEnvelope, type PublicKey, type Signer, sealEnvelope } from "../../attest/index.ts";
import { canonicalJson } from "../../ledger/index.ts";
import { keyForm } from "../schema.ts";

export const killPayloadType = "application/vnd.maestro.flag-kill.v1+json";

const schema = z.strictObject({
  schemaVersion: z.literal("1.0"),
  key: z.string().regex(keyForm),
  /** `lift` takes the switch back; it turns nothing on that the registry and the stack's config do not. */
  action: z.enum(["kill", "lift"]),
  reason: z.string().min(1).max(2000),
  actor: z.string().min(1),
  at: z.iso.datetime(),
  /** Grows with every statement on a key, so that an old one cannot be played again. */
  seq: z.int().min(1),
  drill: z.boolean(),
  /** Of a drill's kill: when it is over even where nobody lifts it. */
  until: z.iso.datetime().optional(),
});
export type KillStatement = z.infer<typeof schema>;

export function sealKill(statement: KillStatement, signer: Signer): Envelope {
  return sealEnvelope(Buffer.from(canonicalJson(schema.parse(statement)), "utf8"), [signer], killPayloadType);
}

export type OpenedKill =
  | { readonly ok: true; readonly statement: KillStatement; readonly keyId: string }
  | { readonly ok: false; readonly why: string };

/** A statement, from the text of its envelope's file; every signature on it has to hold under a trusted key. */
export function unsealKill(file: string, trusted: readonly PublicKey[]): OpenedKill {
  const opened = openEnvelope(file, trusted, killPayloadType);
  if (opened.status === "refused") return { ok: false, why: opened.text };
  try {
    const statement = schema.parse(JSON.parse(Buffer.from(opened.payload).toString("utf8")));
    return { ok: true, statement, keyId: opened.keyIds[0]! };
  } catch {
    return { ok: false, why: "the payload is no statement on a kill-switch" };
  }
}

/** Whether a statement keeps its flag on the safe side at an instant, epoch ms. Only a drill's kill ends by itself. */
export function kills({ action, drill, until }: KillStatement, now: number): boolean {
  return action === "kill" && !(drill && until !== undefined && now >= Date.parse(until));
}

/** The last statement on each key, by its number; of two with one number the kill. */
export function latestByKey(statements: readonly KillStatement[]): ReadonlyMap<string, KillStatement> {
  const latest = new Map<string, KillStatement>();
  for (const statement of statements) {
    const known = latest.get(statement.key);
    const newer = !known || statement.seq > known.seq || (statement.seq === known.seq && statement.action === "kill");
    if (newer) latest.set(statement.key, statement);
  }
  return latest;
}
