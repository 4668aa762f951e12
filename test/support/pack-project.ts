import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { execa } from "execa";
import { stringify } from "yaml";
import { ensureTools, packageRoot, toolEnvironment } from "../../adapters/toolchain/index.ts";

export interface Run {
  readonly code: number;
  /** Both streams. */
  readonly output: string;
}

export interface Spec {
  guard?: boolean;
  fence?: boolean;
  resources: { name: string; props: Record<string, unknown>; protect?: boolean }[];
}

/** A project in a folder of its own with a fixture program, the real packs and a real engine on a file backend. */
export interface PackProject {
  readonly dir: string;
  /** Of every call of pulumi: laid over the process's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs pulumi in the project. */
  readonly pulumi: (args: readonly string[], env?: Record<string, string>) => Promise<Run>;
  /** `up` with the combined pack. */
  readonly up: (...args: string[]) => Promise<Run>;
  readonly write: (file: string, text: string) => Promise<void>;
  /** What the stack's config is to be, in the project's namespace. */
  readonly config: (sections: Record<string, unknown>) => Promise<void>;
  readonly declare: (spec: Spec) => Promise<void>;
  /** Calls that reached the provider since last asked. */
  readonly touched: () => Promise<string[]>;
  readonly remove: () => Promise<void>;
}

export const stack = "prod";

/** @param packs output folder below the project → entry point below the repository. */
export async function makePackProject(
  packs: Record<string, string> = { policypacks: "policypacks/index.ts" },
): Promise<PackProject> {
  const root = packageRoot();
  const dir = await mkdtemp(join(tmpdir(), "maestro-packs-"));
  const tools = await ensureTools(["pulumi", "pulumi-language-nodejs"], { env: process.env });
  const environment = {
    ...(await toolEnvironment(tools, { env: process.env, stateDir: join(dir, ".maestro") })),
    PULUMI_BACKEND_URL: `file://${join(dir, ".maestro", "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
  };
  await mkdir(join(dir, ".maestro", "backend"), { recursive: true });
  await symlink(join(root, "node_modules"), join(dir, "node_modules"));
  await bundle(join(root, "test/fixtures/packs/program.ts"), join(dir, "program.cjs"));
  for (const [folder, source] of Object.entries(packs)) {
    await bundle(join(root, source), join(dir, folder, "dist/index.cjs"));
    const beside = existsSync(join(root, folder, "PulumiPolicy.yaml")) ? folder : "policypacks";
    for (const file of ["PulumiPolicy.yaml", "package.json"])
      await writeFile(join(dir, folder, file), await readFile(join(root, beside, file)));
  }
  const runtime = { name: "nodejs", options: { typescript: false } };
  await writeFile(join(dir, "Pulumi.yaml"), stringify({ name: "maestro-conductor", runtime, main: "program.cjs" }));

  const pulumi = async (args: readonly string[], env: Record<string, string> = {}): Promise<Run> => {
    const options = { cwd: dir, env: { ...environment, ...env }, all: true, reject: false, stdin: "ignore" } as const;
    const result = await execa("pulumi", [...args, "--non-interactive"], { ...options, timeout: 120_000 });
    return { code: result.exitCode ?? -1, output: result.all ?? "" };
  };
  await writeFile(join(dir, "package.json"), '{"name": "pack-project", "private": true}');
  const init = await pulumi(["stack", "init", stack]);
  if (init.code !== 0) throw new Error(init.output);
  const stackFile = join(dir, `Pulumi.${stack}.yaml`);
  const salt = existsSync(stackFile) ? await readFile(stackFile, "utf8") : "";
  return {
    dir,
    environment,
    pulumi,
    up: (...args) => pulumi(["up", "--yes", "--stack", stack, "--policy-pack", "policypacks", ...args]),
    write: async (file, text) => {
      await mkdir(dirname(join(dir, file)), { recursive: true });
      await writeFile(join(dir, file), text);
    },
    config: async (sections) => {
      const config = Object.fromEntries(Object.entries(sections).map(([key, v]) => [`maestro-conductor:${key}`, v]));
      await writeFile(stackFile, `${salt}\n${stringify({ config })}`);
    },
    declare: (spec) => writeFile(join(dir, "spec.json"), JSON.stringify({ guard: false, ...spec })),
    touched: async () => {
      const marker = join(dir, ".maestro", "marker.log");
      const lines = existsSync(marker) ? (await readFile(marker, "utf8")).trim().split("\n") : [];
      await rm(marker, { force: true });
      return lines;
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

async function bundle(source: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["@pulumi/*"],
    // Pulumi calls a function that the module itself is, not its default export.
    footer: { js: "if (module.exports.default) module.exports = module.exports.default;" },
    logLevel: "warning",
  });
}
