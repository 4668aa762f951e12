import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { Lease, leaseHolder } from "../../adapters/lease/lease.ts";
import {
  checkLedgerKey,
  type LedgerWriter,
  ledgerSigner,
  openLedger,
  readLedger,
} from "../../adapters/ledger/index.ts";
import { Collector } from "../../adapters/metrics/collector.ts";
import { readNotify } from "../../adapters/outbox/index.ts";
import { judgeErrorBudget, readPolicySources, refuseUnlessInBudget } from "../../adapters/policy/index.ts";
import { packageRoot } from "../../adapters/toolchain/index.ts";
import {
  approvedPlanDigest,
  type CutoverPlan,
  eventsOfRun,
  foldRun,
  type Mapping,
  makePlan,
  type PlanOptions,
  planDigest,
  type RunEvent,
  type RunFact,
  type RunState,
  runIds,
  toDraft,
  toEvent,
} from "../../core/cutover/index.ts";
import { type HeldError, InputError, RefusedError } from "../../core/errors/index.ts";
import { checkpointDraft, type LedgerEntry } from "../../core/ledger/index.ts";
import type { TargetOutputs } from "../../core/target/index.ts";
import { namespace } from "../../stacks/inputs.ts";
import { assertVersions, readWorkload } from "../../stacks/targets/local/workload.ts";
import { openSources } from "../aca/sources.ts";
import type { CommandContext } from "../cli/command.ts";
import { recordBreakage } from "../contracts/breakage.ts";
import { Announcer } from "./announcer.ts";
import { ContractsRefused, contractsPreflight } from "./contracts-preflight.ts";
import { Driver, type DriverDeps, type DriverEnd } from "./driver.ts";
import { freezeRecorder } from "./freeze-recorder.ts";
import { Inbox, type PersonsCommand } from "./inbox.ts";
import { readAca, readSlo } from "./judging.ts";
import { killerOf } from "./kill.ts";
import { limitedBy, strictest } from "./limited.ts";
import { MigrationRun } from "./migration.ts";
import { readMapping } from "./migration-files.ts";
import type { MigrationEffects } from "./migration-port.ts";
import { recentP95 } from "./recent-p95.ts";
import { Reporter } from "./reporter.ts";
import { checkMetrics } from "./samples.ts";
import {
  clearLock,
  freezeState,
  openSession,
  policyPacks,
  readConfig,
  reportDir,
  type Session,
  type StackConfig,
  targetOf,
} from "./session.ts";
import { leaseFree, type Successor, sayReady } from "./successor.ts";
import { planWanted } from "./wanted-plan.ts";
import { probeWorld, readFence, targetOutputs } from "./world.ts";

export interface StartRequest {
  readonly service: string;
  readonly to: string;
  readonly options: PlanOptions;
  readonly mapping?: Mapping | null;
}

export interface Driven {
  readonly end: DriverEnd;
  readonly runId: string;
  readonly document: Record<string, unknown>;
  readonly state: RunState;
}

export interface DriveOptions {
  readonly stayInHold: boolean;
  /** Starts who goes on watching a held run; absent where nobody shall. */
  readonly successor?: (runId: string) => Successor;
  readonly onEvent: (event: RunEvent, state: RunState) => void;
  readonly onProgress?: (state: RunState) => void;
  /** The ledger that several runs of this process share; it stays open. */
  readonly ledger?: LedgerWriter;
  /** The group that the run belongs to. */
  readonly group?: string;
  /** The migration of a release with a declared mapping. */
  readonly migration?: (plan: CutoverPlan) => MigrationEffects | null;
}

/** A cutover that could begin: everything is read and checked, nothing has been written. */
export async function preparePlan(
  session: Session,
  request: StartRequest,
): Promise<{ plan: CutoverPlan; config: StackConfig }> {
  const config = await readConfig(session);
  const { inputs, sections } = config;
  const { project } = session;
  if (inputs.service !== request.service)
    throw new InputError(
      "service-unknown",
      `stack ${project.stack} releases ${inputs.service}, not ${request.service}`,
      {
        file: project.stackFile,
        field: "service",
        next: `add --service ${inputs.service}`,
      },
    );
  const mapping = await contractsPreflight(session, sections, request.mapping ?? null);
  const wanted = planWanted(project.stack, config, { to: request.to, options: request.options, mapping });
  const planned = approvedPlanDigest(makePlan(wanted));
  const plan = makePlan({ ...wanted, limited: await limitedBy(session, sections, request.options, planned) });
  if (inputs.target === "local")
    assertVersions(
      readWorkload(packageRoot(), inputs.service, project.stackFile),
      [["--to", request.to]],
      project.stackFile,
    );
  // Unreadable rules are bad input now, not an outage to wait for later.
  await readPolicySources(project.dir);
  checkMetrics(readAca(project.dir), plan);
  readSlo(project.dir);
  readNotify(project.dir);
  checkLedgerKey(session.context.env);
  return { plan, config };
}

/**
 * Asks the error-budget policy before anything is written; the packs ask it again at every `up` of the run.
 *
 * @throws RefusedError `error-budget-exhausted`, HeldError `error-budget-unknown`
 */
export async function assertInBudget({ project, context }: Session, { sections }: StackConfig): Promise<void> {
  const release = { stack: project.stack, config: sections };
  refuseUnlessInBudget(await judgeErrorBudget(project.dir, release, context.now()));
}

/**
 * Starts a cutover and drives it until it ends or holds.
 *
 * @throws RefusedError `lease-held` or `run-open`; InputError before anything was changed.
 */
export async function startCutover(
  context: CommandContext,
  request: StartRequest,
  options: DriveOptions,
): Promise<Driven> {
  const session = await openSession(context);
  const { project } = session;
  refuseIfHeld(context, project.stack);
  refuseIfOpen(readLedger(context.stateDir).entries, project.stack);
  const { plan, config } = await preparePlan(session, request).catch(async (error: unknown) => {
    const attempt = { projectDir: project.dir, stack: project.stack, verb: "cutover", actor: personOf() };
    if (error instanceof ContractsRefused) await recordBreakage(context, attempt, error.problems, options.ledger);
    throw error;
  });
  await assertInBudget(session, config);
  await clearLock(session);
  const { fence } = await readFence(session.engine);
  const lease = await Lease.acquire(
    context.stateDir,
    project.stack,
    Math.max(fence?.token ?? 0, config.inputs.run.fencingToken),
  );
  try {
    const ledger = options.ledger ?? openLedger(context.stateDir, context.now);
    try {
      refuseIfOpen(ledger.entries, project.stack);
      if (fence === null)
        throw new InputError("never-deployed", `stack ${project.stack} has never been deployed`, {
          file: project.stackFile,
          next: `maestro up --stack ${project.stack}, then start the cutover`,
        });
      const runId = newRunId(context.now());
      lease.nameRun(runId);
      append(ledger, runId, {
        kind: "run.started",
        plan,
        planDigest: planDigest(plan),
        group: options.group ?? null,
        pid: process.pid,
        fencingToken: lease.token,
      });
      return await drive({ session, ledger, lease, runId, options, ahead: null, sections: config.sections });
    } finally {
      if (ledger !== options.ledger) ledger.close();
    }
  } finally {
    lease.release();
  }
}

/** Takes over the open run of a stack, after a crash or out of a hold, with a person's command if there is one. */
export async function resumeCutover(
  context: CommandContext,
  command: PersonsCommand | null,
  options: DriveOptions,
): Promise<Driven> {
  const session = await openSession(context);
  const { project } = session;
  refuseIfHeld(context, project.stack);
  await clearLock(session);
  const { fence } = await readFence(session.engine);
  const config = await readConfig(session);
  const lease = await Lease.acquire(
    context.stateDir,
    project.stack,
    Math.max(fence?.token ?? 0, config.inputs.run.fencingToken),
  );
  try {
    const ledger = options.ledger ?? openLedger(context.stateDir, context.now);
    try {
      const runId = openRun(ledger.entries, project.stack);
      if (runId === null) throw noOpenRun(project.stack);
      lease.nameRun(runId);
      append(ledger, runId, { kind: "run.resumed", pid: process.pid, fencingToken: lease.token });
      if (command) new Inbox(context.stateDir, runId).put(command, context.now());
      return await drive({ session, ledger, lease, runId, options, ahead: null, sections: config.sections });
    } finally {
      if (ledger !== options.ledger) ledger.close();
    }
  } finally {
    lease.release();
  }
}

/**
 * Waits for the driver `predecessor` to leave a held run, watching already, and goes on with the run. Everything that
 * takes time is read before the lease is free, so that no traffic on the new version goes unwatched meanwhile.
 * @returns null when the predecessor has ended the run, or another has taken it over
 */
export async function succeed(
  context: CommandContext,
  predecessor: number,
  options: DriveOptions,
): Promise<Driven | null> {
  const session = await openSession(context);
  const { stack } = session.project;
  const runId = openRun(readLedger(context.stateDir).entries, stack);
  if (runId === null) return null;
  const before = effectsOf(context, runId);
  const [config, { fence }] = [await readConfig(session), await readFence(session.engine)];
  const outputs = await targetOutputs(session.engine);
  const collector = new Collector({ service: config.inputs.service, now: context.now });
  collector.watch(targetOf(outputs), outputs.replicas);
  collector.start();
  try {
    const world = await probeWorld({ engine: session.engine, target: targetOf, now: context.now });
    sayReady(context.stateDir, runId);
    await leaseFree(context.stateDir, stack, predecessor, context.signal);
    if (context.signal.aborted || leaseHolder(context.stateDir, stack)) return null;
    if (openRun(readLedger(context.stateDir).entries, stack) !== runId) return null;
    // A predecessor that died in an `up` has left its engine at work.
    await clearLock(session);
    const lease = await Lease.acquire(
      context.stateDir,
      stack,
      Math.max(fence?.token ?? 0, config.inputs.run.fencingToken),
    );
    try {
      const ledger = openLedger(context.stateDir, context.now);
      try {
        lease.nameRun(runId);
        append(ledger, runId, { kind: "run.resumed", pid: process.pid, fencingToken: lease.token });
        const unchanged = effectsOf(context, runId) === before;
        const ahead = { collector, known: unchanged && world.kind === "known" ? { world, outputs } : null };
        return await drive({ session, ledger, lease, runId, options, ahead, sections: config.sections });
      } finally {
        ledger.close();
      }
    } finally {
      lease.release();
    }
  } finally {
    collector.stop();
  }
}

/** How many effects a run has had: as long as it is the same, so is the world. */
function effectsOf(context: CommandContext, runId: string): number {
  const { entries } = readLedger(context.stateDir);
  return entries.filter((entry) => entry.runId === runId && /\.intent$/.test(entry.kind)).length;
}

interface DriveRequest {
  readonly session: Session;
  readonly ledger: LedgerWriter;
  readonly lease: Lease;
  readonly runId: string;
  readonly options: DriveOptions;
  readonly sections: StackConfig["sections"];
  /** A collector that reads already and what was looked up before the lease was there. */
  readonly ahead: { readonly collector: Collector; readonly known: DriverDeps["known"] } | null;
}

async function drive({ session, ledger, lease, runId, options, sections, ahead }: DriveRequest): Promise<Driven> {
  const { context, project, engine } = session;
  const events: RunEvent[] = eventsOfRun(ledger.entries, runId);
  const { plan } = foldRun(events);
  const directory = reportDir(session, runId);
  mkdirSync(directory, { recursive: true });
  const collector = ahead?.collector ?? new Collector({ service: plan.service, now: context.now });
  let outputs: TargetOutputs | null = null;
  const latestOutputs = async (): Promise<TargetOutputs> => {
    outputs ??= await targetOutputs(engine);
    return outputs;
  };
  const reporter = new Reporter({ session, runId, directory, ledger, events: () => events, outputs: latestOutputs });
  await reporter.begin();
  const aca = strictest(readAca(project.dir), plan);
  checkMetrics(aca, plan);
  const announcer = new Announcer({
    context,
    projectDir: project.dir,
    runId,
    events: () => events,
    directory,
    threshold: aca.threshold,
  });
  const signer = ledgerSigner(context.stateDir, context.env);
  const decided = freezeRecorder(ledger, runId, project.stack, driverName());
  const driver = new Driver({
    plan,
    ledger: {
      append: (fact) => {
        const event = toEvent(ledger.append(toDraft(fact, runId, driverName())));
        events.push(event);
        if (signedAfter.includes(fact.kind)) ledger.append(checkpointDraft(ledger.head, signer, driverName(), runId));
        return event;
      },
      events: () => events,
    },
    engine,
    effects: {
      engine,
      projectDir: project.dir,
      stack: project.stack,
      namespace,
      policyPacks: policyPacks(session),
      runId,
      fencingToken: lease.token,
      preRunDigest: plan.preRun.configDigest,
      now: context.now,
      stateDir: context.stateDir,
      upDeadlineMs: plan.limits.maxUpMs ?? defaultUpDeadlineMs,
      clearLock: () => clearLock(session),
      scratchDir: directory,
    },
    collector,
    targetOf,
    freeze: () => freezeState(session, sections, approvedPlanDigest(plan), decided),
    slo: readSlo(project.dir),
    aca,
    sources: openSources(aca, { dir: project.dir, env: context.env }),
    inbox: new Inbox(context.stateDir, runId),
    stateDir: context.stateDir,
    reportDir: directory,
    kill: killerOf(context.env),
    now: context.now,
    signal: context.signal,
    onEvent: (event, state) => {
      announcer.tell(false);
      options.onEvent(event, state);
    },
    onOutputs: (latest) => {
      outputs = latest;
    },
    onProgress: (state) => options.onProgress?.(state),
    report: async () => {
      await reporter.write();
      announcer.tell(true);
    },
    onPreview: (step, report) => reporter.preview(step, report),
    stayInHold: options.stayInHold,
    successor: options.successor ? () => options.successor!(runId) : null,
    known: ahead?.known ?? null,
    migration:
      options.migration?.(plan) ??
      declaredMigration(session, plan, { runId, directory, collector, outputs: latestOutputs }),
  });
  announcer.start();
  const end = await driver.drive();
  // With a successor waiting the last report is written already: each moment before the lease is free is unwatched.
  const handedOver = end.kind === "held" && end.successor !== null;
  const document = (handedOver ? reporter.latest : null) ?? (await reporter.write());
  announcer.tell(true);
  // Who goes on watching delivers too, and must not be kept waiting.
  if (!handedOver) await announcer.close();
  return { end, runId, document, state: driver.state };
}

/**
 * The migration of a plan with a mapping. Where its declaration can no longer be read the run is driven without it, so
 * that a backout that needs none of it stays possible.
 */
function declaredMigration(
  { project, context }: Session,
  plan: CutoverPlan,
  run: {
    readonly runId: string;
    readonly directory: string;
    readonly collector: Collector;
    readonly outputs: () => Promise<TargetOutputs>;
  },
): MigrationEffects | null {
  if (plan.mapping === null) return null;
  try {
    return new MigrationRun({
      mapping: readMapping(project.dir, plan.mapping.id),
      runId: run.runId,
      outputs: run.outputs,
      reportDir: run.directory,
      p95Ms: () => recentP95(run.collector.readings(plan.from.color, "active"), context.now()),
      now: context.now,
    });
  } catch (error) {
    context.say(`the mapping ${plan.mapping.id} cannot be read: ${(error as Error).message}`);
    return null;
  }
}

/** For plans that were written before they carried a deadline. */
const defaultUpDeadlineMs = 15 * 60_000;

/** What a signed checkpoint follows: where a run rests, and where it has passed a step. */
const signedAfter: readonly string[] = ["step.passed", "hold.entered", "backout.outcome", "run.ended"];

function append(ledger: LedgerWriter, runId: string, fact: RunFact): void {
  ledger.append(toDraft(fact, runId, driverName()));
}

function driverName(): string {
  return `driver:${process.pid}@${hostname()}`;
}

/** The run of a stack that has begun and not ended, or null. */
export function openRun(entries: readonly LedgerEntry[], stack: string): string | null {
  const last = runsOf(entries, stack).at(-1);
  if (last === undefined) return null;
  return foldRun(eventsOfRun(entries, last)).ended === null ? last : null;
}

/** The runs of a stack, oldest first. */
export function runsOf(entries: readonly LedgerEntry[], stack: string): string[] {
  const started = new Map(
    entries.flatMap((entry) =>
      entry.kind === "run.started" && entry.runId !== null
        ? [[entry.runId, (entry.body as { plan?: { stack?: string } }).plan?.stack] as const]
        : [],
    ),
  );
  return runIds(entries).filter((runId) => started.get(runId) === stack);
}

function refuseIfOpen(entries: readonly LedgerEntry[], stack: string): void {
  const open = openRun(entries, stack);
  if (open !== null)
    throw new RefusedError("run-open", `run ${open} of stack ${stack} has not ended`, {
      next: "maestro cutover resume, or maestro cutover backout",
    });
}

export function noOpenRun(stack: string): HeldError | InputError {
  return new InputError("no-open-run", `no run of stack ${stack} is open`, {
    next: "maestro cutover history, or maestro cutover start",
  });
}

/** @throws RefusedError `lease-held`, naming the driver that works on the stack. */
export function refuseIfHeld(context: CommandContext, stack: string): void {
  const holder = leaseHolder(context.stateDir, stack);
  if (holder)
    throw new RefusedError(
      "lease-held",
      `stack ${stack} is driven by process ${holder.pid}${holder.runId ? `, run ${holder.runId}` : ""}`,
      { next: "maestro cutover status, or wait for it to end" },
    );
}

/** Sorts by start time; two that start in one millisecond differ in the rest. */
function newRunId(now: number): string {
  const stamp = new Date(now).toISOString().replace(/[-:.]/g, "").replace("Z", "");
  return `${stamp}-${randomBytes(2).toString("hex")}`;
}

export function personOf(): string {
  return `person:${userInfo().username}`;
}
