import { existsSync } from "node:fs";
import { join } from "node:path";
import { clearStaleLock } from "../../adapters/engine/backend-lock.ts";
import { engineEnvironment } from "../../adapters/engine/environment.ts";
import { demoProjectDir, findProject, type Project } from "../../adapters/engine/project.ts";
import { EngineStack } from "../../adapters/engine/stack.ts";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import { assertClock, freezeDecision, readPolicySources } from "../../adapters/policy/index.ts";
import { ownSections } from "../../core/config/index.ts";
import type { FreezeState } from "../../core/cutover/index.ts";
import { type Decision, decisionText } from "../../core/freeze/index.ts";
import type { Target, TargetOutputs } from "../../core/target/index.ts";
import { checkGateInputs, type Inputs, namespace, parseInputs } from "../../stacks/inputs.ts";
import { localTarget } from "../../stacks/targets/local/target.ts";
import type { CommandContext } from "../cli/command.ts";

/** A stack with its engine, opened once a command. */
export interface Session {
  readonly context: CommandContext;
  readonly project: Project;
  readonly environment: Readonly<Record<string, string>>;
  readonly engine: EngineStack;
}

export async function openSession(context: CommandContext, create = false): Promise<Session> {
  const project = findProject(context.cwd, context.stateDir, context.stack);
  const environment = await engineEnvironment({
    env: context.env,
    stateDir: context.stateDir,
    project,
    progress: context.progress,
    signal: context.signal,
  });
  const engine = await EngineStack.open({ projectDir: project.dir, stack: project.stack, environment, create });
  return { context, project, environment, engine };
}

/** The stack's config: as the program parses it, and raw as the digest is taken over it. */
export interface StackConfig {
  readonly inputs: Inputs;
  readonly sections: Readonly<Record<string, unknown>>;
}

/** @throws InputError `config-invalid` naming file, key and the allowed values. */
export async function readConfig(session: Session): Promise<StackConfig> {
  const { project, engine } = session;
  // The file first: its mistakes are named with their line before any process is started.
  StackFile.read(project.dir, project.stack, namespace);
  const flat = await engine.config();
  return { inputs: parseInputs(flat, project.stackFile), sections: ownSections(flat, namespace) };
}

/**
 * The raw sections, for operations that only pass the gate: a program of another project needs no release config.
 *
 * @throws InputError `config-invalid` like `readConfig`.
 */
export async function readSections(session: Session): Promise<StackConfig["sections"]> {
  const { project, engine } = session;
  if (existsSync(join(project.dir, project.stackFile))) StackFile.read(project.dir, project.stack, namespace);
  const flat = await engine.config();
  const releases = project.name === namespace || `${namespace}:release` in flat;
  (releases ? parseInputs : checkGateInputs)(flat, project.stackFile);
  return ownSections(flat, namespace);
}

/** Waits for, or clears, the backend lock of a driver that died. */
export async function clearLock(session: Session): Promise<void> {
  const { context, project, environment, engine } = session;
  const removed = await clearStaleLock(engine, {
    backendUrl: environment.PULUMI_BACKEND_URL ?? context.env.PULUMI_BACKEND_URL,
    project: project.name,
    stack: project.stack,
    waitMs: 120_000,
    waiting: (pid) => context.progress(`waiting for process ${pid}, which still works on the stack`),
  });
  if (removed) context.say("removed the stack's lock: the process that held it is dead");
}

/** The combined pack of the project. */
export function policyPacks(session: Session): string[] {
  return [join(session.project.dir, "policypacks")];
}

/** A run's files. The demo's lie beside the folder that it was started in. */
export function reportDir(session: Pick<Session, "context" | "project">, runId: string): string {
  const { context, project } = session;
  const base = project.dir === demoProjectDir(context.stateDir) ? context.cwd : project.dir;
  return join(base, "reports", runId);
}

export function targetOf(outputs: TargetOutputs): Target {
  const { adminUrl, tokenFile } = outputs.handle;
  return localTarget({ adminUrl: String(adminUrl), tokenFile: String(tokenFile) });
}

/** The freeze's answer to a forward step, as the packs and the guard will give it. */
export async function freezeNow(
  session: Pick<Session, "project" | "context">,
  sections: Readonly<Record<string, unknown>>,
  planDigest: string,
): Promise<Decision> {
  const { run: _, ...config } = sections;
  const now = session.context.now();
  assertClock(now);
  const { dir, stack } = session.project;
  const deployment = { stack, config };
  return freezeDecision(deployment, await readPolicySources(dir, now, deployment), now, { planDigest });
}

/**
 * The same for the planner: what cannot be read is unknown, never an answer.
 * @param decided hears of each decision before it is acted on
 */
export async function freezeState(
  session: Session,
  sections: Readonly<Record<string, unknown>>,
  planDigest: string,
  decided: (decision: Decision) => void,
): Promise<FreezeState> {
  try {
    const decision = await freezeNow(session, sections, planDigest);
    decided(decision);
    return decision.decision === "allow" ? { kind: "allow" } : { kind: "deny", text: decisionText(decision) };
  } catch (error) {
    return { kind: "unknown", text: error instanceof Error ? error.message : String(error) };
  }
}
