import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { demoStack } from "../../adapters/engine/project.ts";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import { openLedger, readLedger } from "../../adapters/ledger/index.ts";
import { tryLock } from "../../adapters/process/file-lock.ts";
import { ensureTools, packageRoot } from "../../adapters/toolchain/index.ts";
import { eventsOfRun, planFile, type RunDocument, settlePlanFile } from "../../core/cutover/index.ts";
import { HeldError, OutsideError, RefusedError } from "../../core/errors/index.ts";
import { namespace } from "../../stacks/inputs.ts";
import type { CommandContext, CommandResult } from "../cli/command.ts";
import { driveOptions, summary } from "../cutover/command-support.ts";
import { Reporter } from "../cutover/reporter.ts";
import { openRun, refuseIfHeld, resumeCutover, runsOf, startCutover } from "../cutover/run.ts";
import { clearLock, openSession, reportDir, type Session } from "../cutover/session.ts";
import { loadManifestFile } from "../cutover/traffic.ts";
import { targetOutputs } from "../cutover/world.ts";
import { startDriverProcess } from "./crash.ts";
import { startLoad } from "./load.ts";
import { demoService, initialRelease, writeCalendar, writeDemoProject, writeDemoStackFile } from "./project.ts";
import { type Scenario, shortcomings } from "./scenarios.ts";

export interface DemoOptions {
  readonly scenario: Scenario;
  readonly plan: "default" | "short";
  /** Requests a second. */
  readonly rate: number;
}

/** Runs one scenario from a known state: set-up, load, cutover, counts. */
export async function runDemo(context: CommandContext, options: DemoOptions): Promise<CommandResult> {
  const demo: CommandContext = { ...context, stack: demoStack };
  mkdirSync(demo.stateDir, { recursive: true });
  const lock = await tryLock(join(demo.stateDir, "demo-lock"), "the demo");
  if (!("release" in lock))
    throw new RefusedError("demo-running", `process ${lock.process.pid} runs the demo in this state directory`, {
      next: "wait for it to end, or give another --state-dir",
    });
  try {
    return await scenarioRun(demo, options);
  } finally {
    await lock.release();
  }
}

async function scenarioRun(context: CommandContext, { scenario, plan, rate }: DemoOptions): Promise<CommandResult> {
  context.say(scenario.title);
  await ensureTools(["pulumi", "pulumi-language-nodejs", "postgres"], {
    env: context.env,
    progress: context.progress,
    signal: context.signal,
  });
  const session = await setUp(context);
  refuseIfInterrupted(context);
  const started = await startLoad(context, session, rate);
  let runId: string;
  try {
    // The load must flow evenly before anything is compared with anything.
    await sleep(1_500);
    if (scenario.frozen) writeCalendar(session.project.dir, windowAround(context.now()));
    StackFile.read(session.project.dir, demoStack, namespace).write({ flags: scenario.flags });
    const request = { service: demoService, to: scenario.to, options: settlePlanFile(planFile.parse({ base: plan })) };
    runId =
      scenario.killAt.length > 0
        ? await crashing(context, scenario, plan)
        : (await startCutover(context, request, driveOptions(context, {}, true))).runId;
    await sleep(1_000);
  } finally {
    await started.stop();
    writeCalendar(session.project.dir, null);
  }
  const document = await finalDocument(session, runId);
  rmSync(loadManifestFile(context.stateDir), { force: true });
  const found = shortcomings(scenario, document as unknown as RunDocument);
  if (context.signal.aborted && document.outcome === "held")
    return {
      exitCode: 3,
      document: { ...document, scenario: scenario.name, shortcomings: found },
      text: `\n${summary(document)}\ninterrupted; npx maestro cutover resume --stack demo goes on, npm start begins anew`,
    };
  const { url } = await targetOutputs(session.engine);
  const closing =
    found.length === 0
      ? `as it should be. The service goes on at ${url}; npx maestro destroy --stack demo stops it`
      : `NOT as it should be: ${found.join("; ")}`;
  return {
    exitCode: found.length === 0 ? 0 : 1,
    document: { ...document, scenario: scenario.name, shortcomings: found },
    text: `\n${summary(document)}\n${closing}`,
  };
}

function refuseIfInterrupted({ signal }: CommandContext): void {
  if (signal.aborted)
    throw new HeldError("interrupted", "interrupted before the cutover began; the service runs on", {
      next: "npm start begins anew, npx maestro destroy --stack demo stops the service",
    });
}

/** The demo's project, deployed at the release that every scenario starts from. */
async function setUp(context: CommandContext): Promise<Session> {
  const dir = writeDemoProject(packageRoot(), context.stateDir);
  refuseIfHeld(context, demoStack);
  if (!existsSync(join(dir, `Pulumi.${demoStack}.yaml`))) writeDemoStackFile(dir, {});
  const session = await openSession(context, true);
  await clearLock(session);
  await endOpenRun(context);
  context.progress("bringing up database, blue and router");
  writeDemoStackFile(dir, { "orders.fastCheckout": true });
  const began = context.now();
  await session.engine.up({ policyPacks: [join(dir, "policypacks")], message: "demo set-up" });
  context.say(
    `set up in ${((context.now() - began) / 1000).toFixed(1)} s: ${demoService} ${initialRelease.blue.version} on blue, Postgres, router`,
  );
  return session;
}

/** A run that an earlier demo left open, after Ctrl-C for instance, is backed out first. */
async function endOpenRun(context: CommandContext): Promise<void> {
  if (openRun(readLedger(context.stateDir).entries, demoStack) === null) return;
  context.say("an earlier run is still open: it is backed out first");
  await resumeCutover(
    context,
    { verb: "backout", actor: "person:demo", reason: "a new demo begins", acceptDataLoss: false },
    driveOptions(context, {}, false),
  );
}

async function crashing(context: CommandContext, scenario: Scenario, plan: string): Promise<string> {
  let words = ["cutover", "start", "--service", demoService, "--to", scenario.to, "--plan", plan];
  for (const boundary of scenario.killAt) {
    const ended = await startDriverProcess(context, words, boundary);
    if (context.signal.aborted) break;
    if (ended.signal !== "SIGKILL")
      throw new OutsideError(
        "demo-crash-missed",
        `the driver was to be killed at ${boundary}, but ended with ${ended.signal ?? `exit code ${ended.code}`}`,
        { next: "see the lines above" },
      );
    context.say(`killed at ${boundary}; resuming`);
    words = ["cutover", "resume", "--watch"];
  }
  if (!context.signal.aborted) await startDriverProcess(context, words, null);
  return runsOf(readLedger(context.stateDir).entries, demoStack).at(-1)!;
}

function windowAround(now: number): { start: string; end: string } {
  const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
  return { start: iso(now - 3_600_000), end: iso(now + 3_600_000) };
}

/** The run's document once the load has stopped and every order has been counted. */
async function finalDocument(session: Session, runId: string): Promise<Record<string, unknown>> {
  const { context } = session;
  const ledger = openLedger(context.stateDir, context.now);
  try {
    const events = eventsOfRun(ledger.entries, runId);
    return await new Reporter({
      session,
      runId,
      directory: reportDir(session, runId),
      ledger,
      events: () => events,
      outputs: () => targetOutputs(session.engine),
    }).write();
  } finally {
    ledger.close();
  }
}
