import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Definitions, type ParsedResource, resolveDefinitions, schemaOf } from "../../core/slo/index.ts";
import { readPolicyFile } from "../policy/read.ts";
import type { TrustedRef } from "../policy/trusted.ts";
import { checkYaml, fieldName, openYamlDocuments, problemsError, type YamlSource } from "../yaml/index.ts";

/** Where SLOs, their settings, alerts, known incidents and the error-budget policy lie. */
export const sloFolder = "slo";

export interface SloFile {
  /** As a person knows it: `slo/orders.yaml`. */
  readonly name: string;
  readonly text: string;
}

export interface ReadDefinitions {
  readonly definitions: Definitions;
  readonly files: readonly string[];
  /** Over names and contents of the files. */
  readonly digest: `sha256:${string}`;
}

/** The project's slo/*.yaml, from the working tree; null where there is none. @throws as `parseDefinitions` */
export async function readDefinitions(root: string): Promise<ReadDefinitions | null> {
  const names = await readdir(join(root, sloFolder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw error;
  });
  const files: SloFile[] = [];
  for (const name of names.filter(isYaml).sort()) {
    const path = `${sloFolder}/${name}`;
    const file = await readPolicyFile(join(root, path), path);
    if (file !== null) files.push({ name: path, text: file.text });
  }
  return files.length === 0 ? null : parseDefinitions(files);
}

/** The same as they are at the trusted commit. */
export async function readTrustedDefinitions(trusted: TrustedRef): Promise<ReadDefinitions | null> {
  const files: SloFile[] = [];
  for (const path of (await trusted.list(sloFolder)).filter(isYaml).sort()) {
    const text = await trusted.read(path);
    if (text !== null) files.push({ name: path, text });
  }
  return files.length === 0 ? null : parseDefinitions(files);
}

const isYaml = (name: string): boolean => /\.ya?ml$/.test(name);

/**
 * Parses the files, each of which may hold several documents.
 *
 * @throws InputError at the first thing that is wrong, with file, line, column and field.
 */
export function parseDefinitions(files: readonly SloFile[]): ReadDefinitions {
  const sources: YamlSource[] = [];
  const resources: ParsedResource[] = [];
  for (const { name, text } of files)
    for (const source of openYamlDocuments(text, name)) {
      const found = schemaOf(source.value);
      if (!found.ok) {
        const { field, message, next } = found;
        throw problemsError([{ code: "slo-kind", message, file: name, ...source.at([field]), field, next }]);
      }
      const outcome = checkYaml(source, found.schema);
      if (!outcome.ok) throw problemsError(outcome.problems);
      sources.push(source);
      resources.push({ value: outcome.value, file: name, line: source.at(["apiVersion"]).line });
    }
  const resolved = resolveDefinitions(resources);
  if (!resolved.ok)
    throw problemsError(
      resolved.problems.map(({ document, path, code, message, next }) => {
        const source = sources[document]!;
        return { code, message, file: source.file, ...source.at(path), field: fieldName(path), next };
      }),
    );
  const hash = createHash("sha256");
  for (const { name, text } of files) hash.update(`${name}\0${text.length}\0${text}\0`);
  return {
    definitions: resolved.definitions,
    files: files.map(({ name }) => name),
    digest: `sha256:${hash.digest("hex")}`,
  };
}
