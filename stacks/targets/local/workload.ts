import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import * as z from "zod";
import { InputError } from "../../../core/errors/index.ts";

const workloadFile = z.strictObject({
  service: z.string(),
  /** The built script of one replica, relative to the package. */
  script: z.string(),
  versions: z.array(z.string()).min(1),
});

export interface Workload {
  readonly service: string;
  readonly script: string;
  readonly versions: readonly string[];
}

/**
 * The sample workload of a service: `examples/<service>/workload.json` of the package.
 *
 * @throws InputError `service-unknown` when there is none.
 */
export function readWorkload(packageRoot: string, service: string, stackFile: string): Workload {
  const file = join(packageRoot, "examples", service, "workload.json");
  if (!existsSync(file))
    throw new InputError("service-unknown", `target local has no workload for the service ${service}`, {
      file: stackFile,
      field: "service",
      next: "pulumi config set maestro-conductor:service orders",
    });
  const workload = workloadFile.parse(JSON.parse(readFileSync(file, "utf8")));
  return { ...workload, script: resolve(packageRoot, workload.script) };
}

/** @throws InputError `version-unknown`, before any resource is declared. */
export function assertVersions(
  workload: Workload,
  versions: readonly (readonly [field: string, version: string])[],
  stackFile: string,
): void {
  for (const [field, version] of versions)
    if (!workload.versions.includes(version))
      throw new InputError(
        "version-unknown",
        `${workload.service} has no version ${version}; allowed: ${workload.versions.join(", ")}`,
        {
          file: stackFile,
          field,
          next: `pulumi config set --path 'maestro-conductor:${field}' <version>`,
        },
      );
}

/** The folder of the package's own package.json, from a file of its build. */
export function packageRootOf(builtFile: string): string {
  let folder = dirname(builtFile);
  while (!existsSync(join(folder, "package.json")) || !existsSync(join(folder, "examples"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${builtFile}`);
    folder = parent;
  }
  return folder;
}
