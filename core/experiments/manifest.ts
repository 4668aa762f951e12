import * as z from "zod";
import {
  type Envelope,
  openEnvelope,
  type PublicKey,
  type Signer,
  STATEMENT_TYPE,
  sealStatement,
  statementOf,
} from "../attest/index.ts";
import { canonicalJson, digestOf, sha256 } from "../ledger/index.ts";
import { rfc3339 } from "../time/index.ts";
import type { Analysis } from "./analyse.ts";
import type { Ruling } from "./decide.ts";
import type { Experiment } from "./definition.ts";

export const manifestType = "https://maestro-conductor.dev/attestation/experiment-manifest/v1";

const interval = z.strictObject({ low: z.number(), high: z.number(), alpha: z.number() }).nullable();

/** The published result. Without schemaVersion and the rest it is the short form that teams have written before. */
export const manifestSchema = z.looseObject({
  schemaVersion: z.literal("1.0").optional(),
  exp: z.string().min(1),
  owner: z.string().min(1),
  start: z.string(),
  end: z.string(),
  samples: z.looseObject({ total: z.int().min(0) }).optional(),
  effect: z.record(z.string(), z.number().nullable()),
  means: z.record(z.string(), z.record(z.string(), z.number().nullable())).optional(),
  intervals: z.record(z.string(), interval).optional(),
  guardrails: z.array(z.looseObject({ name: z.string(), margin: z.number(), breached: z.boolean() })).optional(),
  decision: z.string().optional(),
  reason: z.looseObject({ code: z.string(), text: z.string() }).nullable().optional(),
  signed: z.string().regex(/^sha256:/),
});
export type Manifest = z.infer<typeof manifestSchema>;

const statement = statementOf(manifestType, manifestSchema);

export function manifestOf(
  experiment: Experiment,
  analysis: Analysis,
  ruling: Ruling,
  dropped: Readonly<Record<string, number>>,
  endedAt: number,
): Manifest {
  const results = [
    { ...analysis.primary, alpha: experiment.alpha },
    ...analysis.guardrails.map((g) => ({ ...g, alpha: (2 * experiment.alpha) / experiment.guardrails.length })),
  ];
  const content = {
    schemaVersion: "1.0" as const,
    exp: experiment.experiment,
    owner: experiment.owner,
    start: rfc3339(experiment.start),
    end: rfc3339(endedAt),
    samples: { total: analysis.samples, arms: analysis.arms, dropped, multiple: analysis.multiple.subjects },
    effect: Object.fromEntries(results.map(({ name, effect }) => [name, effect])),
    means: Object.fromEntries(
      results.map(({ name, means }) => [
        name,
        Object.fromEntries(Object.keys(analysis.arms).map((arm, i) => [arm, means[i]!])),
      ]),
    ),
    intervals: Object.fromEntries(
      results.map(({ name, interval: i, alpha }) => [name, i && { low: i.low, high: i.high, alpha }]),
    ),
    guardrails: analysis.guardrails.map(({ name, margin, breached, pValue }) => ({ name, margin, breached, pValue })),
    primary: { name: analysis.primary.name, status: analysis.primary.status, pValue: analysis.primary.pValue },
    srm: analysis.srm,
    definition: digestOf(experiment),
    decision: ruling.decision,
    reason: ruling.reason,
  };
  return { ...content, signed: digestOf(content) };
}

/**
 * The manifest's bytes, and the envelope that signs them: an in-toto statement whose subject is the SHA-256 of the bytes,
 * as `cosign verify-blob-attestation` reads it, with the manifest as its predicate.
 */
export function sealManifest(
  manifest: Manifest,
  signer: Signer,
): { readonly bytes: Uint8Array; readonly envelope: Envelope } {
  const bytes = Buffer.from(`${canonicalJson(manifest)}\n`, "utf8");
  const subject = [{ name: `${manifest.exp}.json`, digest: { sha256: hexOf(bytes) } }];
  const value = { _type: STATEMENT_TYPE, subject, predicateType: manifestType, predicate: manifest };
  return { bytes, envelope: sealStatement(statement.parse(value), signer) };
}

export interface ManifestCheck {
  readonly valid: boolean;
  readonly failures: readonly { readonly code: string; readonly text: string }[];
  readonly keyId: string | null;
  readonly manifest: Manifest | null;
}

/**
 * Holds a manifest's bytes against its envelope: any byte that differs is found.
 * @param envelope bytes or text of the envelope's file
 */
export function verifyManifest(
  bytes: Uint8Array,
  envelope: string | Uint8Array,
  trusted: readonly PublicKey[],
): ManifestCheck {
  const failures: { code: string; text: string }[] = [];
  const opened = openEnvelope(envelope, trusted);
  if (opened.status === "refused") failures.push({ code: opened.code, text: opened.text });
  else if (!isCompact(envelope))
    failures.push({ code: "envelope-malformed", text: "the envelope is not in the form in which it was written" });
  else {
    const signed = statementIn(opened.payload);
    if (signed === null) failures.push({ code: "statement-malformed", text: "what is signed is no manifest" });
    else if (!signed.subject.some(({ digest }) => digest.sha256 === hexOf(bytes)))
      failures.push({ code: "tampered", text: "the manifest is not the one that was signed" });
  }
  let manifest: Manifest | null = null;
  try {
    manifest = manifestSchema.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
    const { signed, ...content } = manifest;
    if (digestOf(content) !== signed)
      failures.push({ code: "digest", text: "`signed` is not the digest of the manifest's other fields" });
  } catch {
    failures.push({ code: "malformed", text: "this is no experiment's manifest" });
  }
  return {
    valid: failures.length === 0,
    failures,
    keyId: opened.status === "valid" ? opened.keyIds[0]! : null,
    manifest,
  };
}

/** White space, escapes and doubled keys would let an envelope's bytes change under a signature that still holds. */
function isCompact(envelope: string | Uint8Array): boolean {
  const text = typeof envelope === "string" ? envelope : Buffer.from(envelope).toString("utf8");
  return JSON.stringify(JSON.parse(text)) === text;
}

function statementIn(payload: Uint8Array) {
  try {
    return statement.safeParse(JSON.parse(Buffer.from(payload).toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

function hexOf(bytes: Uint8Array): string {
  return sha256(bytes).slice("sha256:".length);
}
