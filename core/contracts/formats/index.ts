import { InputError } from "../../errors/index.ts";
import { type Contract, contractSchema } from "../schema.ts";
import { readAvro } from "./avro-read.ts";
import { writeAvro } from "./avro-write.ts";
import type { Json, Unsaid } from "./extension.ts";
import type { Format, FormatName, ReadOptions } from "./format.ts";
import { readJsonSchema } from "./json-schema-read.ts";
import { writeJsonSchema } from "./json-schema-write.ts";
import { readOdcs } from "./odcs-read.ts";
import { writeOdcs } from "./odcs-write.ts";

export type { Json, Unsaid } from "./extension.ts";
export { FORMATS, type FormatName, type ReadOptions } from "./format.ts";

/** Every format by its name on the command line. */
export const formats: Readonly<Record<FormatName, Format>> = {
  jsonschema: { title: "JSON Schema", write: writeJsonSchema, read: readJsonSchema },
  avro: { title: "Avro", write: writeAvro, read: readAvro },
  odcs: { title: "Open Data Contract Standard", write: writeOdcs, read: readOdcs },
};

export interface Exported {
  readonly document: Json;
  /** What the format does not say natively: it is carried beside, so that importing gives the same contract again. */
  readonly unsaid: readonly Unsaid[];
}

/** A contract in another format. `importContract` of the document gives the contract back, equal in every key. */
export function exportContract(contract: Contract, format: FormatName): Exported {
  const unsaid: Unsaid[] = [];
  const document = formats[format].write(contract, (one) => void unsaid.push(one));
  return { document, unsaid };
}

export interface Imported {
  readonly contract: Contract;
  /** What of the document a contract cannot say. */
  readonly lost: readonly Unsaid[];
}

export interface ImportOptions extends ReadOptions {
  /** Before what the document says. Where nobody says anything, it is version 1 and backward. */
  readonly version?: string | number | undefined;
  readonly compatibility?: Contract["compatibility"] | undefined;
}

/**
 * A contract from a document in another format, as plain data.
 * @throws InputError `jsonschema-…`, `avro-…`, `odcs-…` for what cannot be read, `import-misfit` for what is no contract
 */
export function importContract(document: unknown, format: FormatName, options: ImportOptions = {}): Imported {
  const lost: Unsaid[] = [];
  const read = formats[format].read(document, (one) => void lost.push(one), options);
  const { entity, version, compatibility } = options;
  const told = Object.entries({ entity, version, compatibility }).filter(([, value]) => value !== undefined);
  const outcome = contractSchema.safeParse({
    version: 1,
    compatibility: "backward",
    ...read,
    ...Object.fromEntries(told),
  });
  if (outcome.success) return { contract: outcome.data, lost };
  const [issue] = outcome.error.issues;
  const field = issue!.path.map(String).join(".");
  throw new InputError("import-misfit", `${field || "the contract"}: ${issue!.message}`, {
    field,
    next: field === "entity" ? "add --entity with its name" : "correct the document there",
  });
}
