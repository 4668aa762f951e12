import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { sourceFiles } from "../../adapters/flags/code/files.ts";
import { codeReferences } from "../../adapters/flags/code/references.ts";
import { stackPlaces, stackUses } from "../../adapters/flags/code/stack-uses.ts";
import { withFlagApprovals } from "../../adapters/policy/index.ts";
import { type LintFinding, type LintUse, lintFlags } from "../../core/flags/index.ts";
import { openRegistry } from "./registry.ts";

export interface FlagsLint {
  readonly flags: number;
  readonly findings: readonly LintFinding[];
  readonly counts: {
    readonly error: number;
    readonly warning: number;
    readonly byCode: Readonly<Record<string, number>>;
  };
}

/**
 * Lints the registry of a folder against its code and its stacks' config files: those of the project that the registry
 * belongs to, which may be another than the working directory.
 */
export async function lintProject(
  cwd: string,
  options: { readonly registry?: unknown; readonly src?: unknown },
  now: number,
): Promise<FlagsLint> {
  const opened = openRegistry(cwd, options.registry);
  const project = projectOf(opened.path, cwd);
  const registry = await withFlagApprovals(project, opened.registry, now);
  const folder = resolve(cwd, typeof options.src === "string" ? options.src : ".");
  const references = await codeReferences(sourceFiles(folder));
  const inCode = references.map(
    ({ key, file, line, column }): LintUse => ({ key, position: { file: relative(cwd, file), line, column } }),
  );
  const inStacks = stackUses(project).map((use): LintUse => {
    const file = relative(cwd, join(project, use.position.file));
    return { ...use, position: { ...use.position, file } };
  });
  const findings = lintFlags(registry, [...inCode, ...inStacks], now, stackPlaces(project));
  const byCode: Record<string, number> = {};
  for (const { code } of findings) byCode[code] = (byCode[code] ?? 0) + 1;
  const error = findings.filter(({ level }) => level === "error").length;
  return { flags: registry.flags.length, findings, counts: { error, warning: findings.length - error, byCode } };
}

/** The nearest folder at or above a registry that holds Pulumi.yaml or is the working directory; else its own folder. */
function projectOf(registry: string, cwd: string): string {
  const own = dirname(registry);
  for (let folder = own; ; folder = dirname(folder)) {
    if (folder === cwd || existsSync(join(folder, "Pulumi.yaml"))) return folder;
    if (dirname(folder) === folder) return basename(own) === "flags" ? dirname(own) : own;
  }
}

/** One line a finding, as editors understand it, and what to do. */
export function lintText({ flags, findings, counts }: FlagsLint): string {
  const lines = findings.map(
    ({ position: { file, line, column }, level, code, text, next }) =>
      `${file}:${line}:${column} ${level}[${code}] ${text}\n  next: ${next}`,
  );
  const total = `${flags} ${flags === 1 ? "flag" : "flags"}, ${counts.error} errors, ${counts.warning} warnings`;
  return [...lines, total].join("\n");
}
