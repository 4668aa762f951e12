import * as z from "zod";
import { openSlo, ours } from "./metadata.ts";
import { openSloKinds } from "./openslo.ts";
import { ownKinds } from "./own.ts";

type AllKinds = typeof openSloKinds & typeof ownKinds;
export type Kind = keyof AllKinds;
export type Resource = { [K in Kind]: z.infer<AllKinds[K]> }[Kind];
export type ResourceOf<K extends Kind> = z.infer<AllKinds[K]>;

/** A document of slo/*.yaml that has its kind's shape. */
export interface ParsedResource {
  readonly value: Resource;
  readonly file: string;
  /** Where the document begins. */
  readonly line: number;
}

export type KindLookup =
  | { readonly ok: true; readonly schema: AllKinds[Kind] }
  | { readonly ok: false; readonly field: "apiVersion" | "kind"; readonly message: string; readonly next: string };

/** The schema of a document by what it says of itself. */
export function schemaOf(document: unknown): KindLookup {
  const { apiVersion, kind } = (typeof document === "object" && document !== null ? document : {}) as {
    apiVersion?: unknown;
    kind?: unknown;
  };
  const versions = { [openSlo]: openSloKinds, [ours]: ownKinds } as const;
  if (typeof apiVersion !== "string" || !Object.hasOwn(versions, apiVersion))
    return {
      ok: false,
      field: "apiVersion",
      message:
        apiVersion === undefined ? "apiVersion is missing" : `apiVersion ${JSON.stringify(apiVersion)} is not known`,
      next: `write apiVersion: ${openSlo}, or ${ours} for what OpenSLO cannot say`,
    };
  const kinds: Readonly<Record<string, AllKinds[Kind]>> = versions[apiVersion as keyof typeof versions];
  if (typeof kind !== "string" || !Object.hasOwn(kinds, kind))
    return {
      ok: false,
      field: "kind",
      message: kind === undefined ? "kind is missing" : `${apiVersion} has no kind ${JSON.stringify(kind)}`,
      next: `use one of: ${Object.keys(kinds).join(", ")}`,
    };
  return { ok: true, schema: kinds[kind]! };
}

/** Any document of slo/*.yaml. */
export const definitionSchema = z.union([...Object.values(openSloKinds), ...Object.values(ownKinds)]);
