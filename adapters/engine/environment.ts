import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { writeFileAtomic } from "../files/atomic.ts";
import { ensureTools, toolEnvironment } from "../toolchain/index.ts";
import { openYaml } from "../yaml/index.ts";
import { demoProjectDir, type Project } from "./project.ts";

export interface EngineEnvironmentOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stateDir: string;
  readonly project: Project;
  readonly progress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * The environment of every engine call on a project: tools (installed if they are missing), backend, secrets.
 *
 * A project of one's own keeps its backend, login and passphrase; where none is named, state goes to the file backend
 * below the state directory. The demo has a backend and a generated passphrase of its own.
 */
export async function engineEnvironment(options: EngineEnvironmentOptions): Promise<Record<string, string>> {
  const { env, stateDir, project } = options;
  const tools = await ensureTools(["pulumi", "pulumi-language-nodejs"], {
    env,
    ...(options.progress ? { progress: options.progress } : {}),
    signal: options.signal,
  });
  const isDemo = project.dir === demoProjectDir(stateDir);
  const ownLogin = !isDemo && loggedIn(env);
  const environment: Record<string, string> = {
    ...(await toolEnvironment(tools, { env, stateDir, plugins: isDemo || !ownLogin ? "none" : "user" })),
    MAESTRO_STATE_DIR: stateDir,
  };
  // The caller's own PULUMI_CONFIG_PASSPHRASE would win over a file.
  if (isDemo) environment.PULUMI_CONFIG_PASSPHRASE = readFileSync(ensurePassphrase(stateDir), "utf8");
  const backend = backendOf(options);
  if (backend.own) {
    mkdirSync(join(stateDir, "backend"), { recursive: true });
    environment.PULUMI_BACKEND_URL = backend.url;
  }
  return environment;
}

/** The backend that a project's stacks lie in. `own`: the one below the state directory. A url of null: the login's. */
export function backendOf({
  env,
  stateDir,
  project,
}: Pick<EngineEnvironmentOptions, "env" | "stateDir"> & { readonly project: Pick<Project, "dir"> }):
  | { readonly own: true; readonly url: string }
  | { readonly own: false; readonly url: string | null } {
  const named = env.PULUMI_BACKEND_URL || namedBackend(project.dir);
  if (project.dir === demoProjectDir(stateDir) || (!named && !loggedIn(env)))
    return { own: true, url: `file://${join(stateDir, "backend")}` };
  return { own: false, url: named ?? null };
}

function loggedIn(env: EngineEnvironmentOptions["env"]): boolean {
  return existsSync(join(env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "credentials.json"));
}

function ensurePassphrase(stateDir: string): string {
  const file = join(stateDir, "secrets", "passphrase");
  if (!existsSync(file)) {
    mkdirSync(join(stateDir, "secrets"), { recursive: true, mode: 0o700 });
    writeFileAtomic(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  }
  return file;
}

function namedBackend(projectDir: string): string | undefined {
  const file = join(projectDir, "Pulumi.yaml");
  const url = (openYaml(readFileSync(file, "utf8"), file).value as { backend?: { url?: unknown } } | null)?.backend
    ?.url;
  return typeof url === "string" ? url : undefined;
}
