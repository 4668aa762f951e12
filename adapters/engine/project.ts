import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import * as z from "zod";
import { InputError } from "../../core/errors/index.ts";
import { parseYamlFile } from "../yaml/index.ts";

/** The demo's project is generated below the state directory, so that a root freeze.yaml never stops it. */
export const demoStack = "demo";

export interface Project {
  /** The folder of Pulumi.yaml; calendar, registry, plans and stack files lie below it. */
  readonly dir: string;
  readonly name: string;
  readonly stack: string;
  readonly stackFile: string;
}

const pulumiYaml = z.looseObject({ name: z.string().min(1) });

/**
 * Finds the project of a stack: the generated one for the demo stack, else the nearest Pulumi.yaml upwards.
 *
 * @throws InputError `project-missing`, `stack-missing`.
 */
export function findProject(cwd: string, stateDir: string, stack: string | undefined): Project {
  const demo = demoProjectDir(stateDir);
  const dir =
    stack === undefined || stack === demoStack
      ? existsSync(join(demo, "Pulumi.yaml"))
        ? demo
        : nearest(cwd)
      : nearest(cwd);
  if (dir === null)
    throw new InputError("project-missing", "there is no Pulumi.yaml here or in a folder above", {
      next: "cd to the project, or run `npm start` for the demo",
    });
  const name = stack ?? (dir === demo ? demoStack : undefined);
  if (name === undefined)
    throw new InputError("stack-missing", "which stack?", { field: "--stack", next: "add --stack <name>" });
  const file = join(dir, "Pulumi.yaml");
  return {
    dir,
    name: parseYamlFile(readFileSync(file, "utf8"), file, pulumiYaml).name,
    stack: name,
    stackFile: `Pulumi.${name}.yaml`,
  };
}

export function demoProjectDir(stateDir: string): string {
  return join(stateDir, "demo");
}

function nearest(from: string): string | null {
  for (let dir = resolve(from); ; dir = dirname(dir)) {
    if (existsSync(join(dir, "Pulumi.yaml"))) return dir;
    if (dirname(dir) === dir) return null;
  }
}
