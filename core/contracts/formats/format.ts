import { InputError } from "../../errors/index.ts";
import type { Contract } from "../schema.ts";
import { type Extension, type Json, keysOf, type Unsaid } from "./extension.ts";

export const FORMATS = ["jsonschema", "avro", "odcs"] as const;
export type FormatName = (typeof FORMATS)[number];

/** One foreign format: a pure pair of writer and reader. */
export interface Format {
  readonly title: string;
  /** A document of the format, as plain data. `unsaid` is told what its readers do not learn. */
  readonly write: (contract: Contract, unsaid: Tell) => Json;
  /** A contract as a person would write it; `lost` is told what of the document a contract cannot say. */
  readonly read: (document: unknown, lost: Tell, options: ReadOptions) => Json;
}

export interface ReadOptions {
  /** Which of several objects of a document is meant. */
  readonly entity?: string | undefined;
}

export type Tell = (unsaid: Unsaid) => void;

/** Names of fields down to a part. */
export type Names = readonly string[];

/** Tells of everything that an extension carries. */
export function tellOf(extension: Extension | null, names: Names, tell: Tell): Extension | null {
  if (extension) for (const what of keysOf(extension)) tell({ path: names.join("."), what });
  return extension;
}

/** @returns the error for a document that cannot be a contract. */
export function unreadable(code: string, names: Names, message: string, next: string): InputError {
  return new InputError(code, message, { field: names.length === 0 ? undefined : names.join("."), next });
}
