import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { readLedger } from "../../adapters/ledger/index.ts";
import { openRun, runsOf } from "../../automation/cutover/run.ts";
import { findLoad, writesOfLoad } from "../../automation/cutover/traffic.ts";
import { targetOutputs } from "../../automation/cutover/world.ts";
import { initialRelease } from "../../automation/demo/project.ts";
import { BACKOUT, type Boundary, eventsOfRun, foldRun, type RunState } from "../../core/cutover/index.ts";
import type { DemoWorld } from "./demo-world.ts";

/** What became of one kill on the real engine under load. */
export interface KillRow {
  readonly boundary: string;
  readonly killed: boolean;
  /** `not needed`: the run had ended when its driver was killed. */
  readonly resumed: "yes" | "no" | "not needed";
  readonly outcome: string;
  readonly expected: "finished" | "backedOut";
  /** Orders that the load's client knows to be accepted, and how many of them are in the database. */
  readonly ordersExpected: number;
  readonly ordersFound: number;
  readonly twice: number;
  readonly failed: number;
  readonly seconds: number;
  /** Empty when all is as it should be. */
  readonly wrong: readonly string[];
}

/** The plan that the matrix is generated from: every state that a release without a mapping goes through. */
export const killPlan = {
  base: "short",
  name: "kill",
  canary: [25],
  minSamples: 10,
  warmupMs: 1_000,
  watchMs: 5_000,
  lookEveryMs: 1_000,
  soakMs: 2_000,
  limits: { retryAfterMs: 500, maxOutageMs: 10_000, escalateAfterMs: 60_000 },
} as const;

/** Requests a second while the driver is killed. */
export const killRate = 100;

/** The release that the matrix goes out with, and the one that fails for the backout's boundaries. */
export interface KillRelease {
  readonly to: string;
  readonly failing: string;
  /** The declared mapping; null for a release without a data migration. */
  readonly mapping: string | null;
}
export const plainRelease: KillRelease = { to: "v2.0.0", failing: "v2.0.0-failing", mapping: null };
/** A field split in two: dual-write, backfill and shadow-read are in the plan too. */
export const mappedRelease: KillRelease = { to: "v3.0.0", failing: "v2.0.0-failing", mapping: "order_v2" };

/**
 * Starts a cutover under load, kills its driver at the boundary with SIGKILL, resumes it, and counts the orders. A
 * boundary of the backout is reached with a version that fails one request in ten. The world is left at v1.0.0 on blue.
 */
export async function killAt(
  world: DemoWorld,
  boundary: Boundary,
  release: KillRelease = plainRelease,
): Promise<KillRow> {
  const began = performance.now();
  const back = boundary.step === BACKOUT;
  const expected = back ? "backedOut" : "finished";
  await world.startLoad(killRate);
  const words = ["cutover", "start", "--service", "orders", "--to", back ? release.failing : release.to];
  if (release.mapping !== null && !back) words.push("--mapping", release.mapping);
  const plan = world.planFile("kill", { ...killPlan });
  const first = await world.spawn([...words, "--plan-file", plan], { MAESTRO_TEST_KILL_AT: boundary.id }).ended;
  const killed = first.signal === "SIGKILL";
  const needed = openRun(readLedger(world.stateDir).entries, "demo") !== null;
  const last = killed && needed ? await world.maestro("cutover", "resume", "--reason", "killed") : null;
  // Answers to the last orders of the load come in.
  await sleep(500);
  const session = await world.session();
  const { handle } = await targetOutputs(session.engine);
  const load = findLoad(world.stateDir)!;
  await world.stopLoad();
  const writes = await writesOfLoad(load, readFileSync(String(handle.urlFile), "utf8"));
  const { failed } = JSON.parse(readFileSync(`${load.dir}/summary.json`, "utf8")) as { failed: number };
  const { entries, verification } = readLedger(world.stateDir);
  const runId = runsOf(entries, "demo").at(-1)!;
  const state: RunState = foldRun(eventsOfRun(entries, runId));
  const outcome = state.ended?.outcome ?? "open";
  const active = expected === "finished" ? `green ${release.to}` : "blue v1.0.0";
  const served = await world.servedBy();
  const wrong = [
    ...(killed ? [] : [`the driver was not killed (exit ${first.code})`]),
    ...(outcome === expected ? [] : [`it ended ${outcome}, not ${expected}: ${(last ?? first).output.slice(-400)}`]),
    ...(served.join() === active ? [] : [`${served.join(", ")} serve, not ${active}`]),
    ...(writes.lost > 0 ? [`${writes.lost} orders are lost`] : []),
    ...(writes.duplicated > 0 ? [`${writes.duplicated} orders are there twice`] : []),
    // A version that fails does so by itself; a good one must not, however its driver dies.
    ...(!back && failed > 0 ? [`${failed} requests failed`] : []),
    ...(verification.verified ? [] : ["the ledger is not whole"]),
    ...(killed && needed && state.resumes !== 1 ? [`it was resumed ${state.resumes} times`] : []),
  ];
  const row: KillRow = {
    boundary: boundary.id,
    killed,
    resumed: !needed ? "not needed" : last !== null && state.ended !== null ? "yes" : "no",
    outcome,
    expected,
    ordersExpected: writes.accepted,
    ordersFound: writes.accepted - writes.lost,
    twice: writes.duplicated,
    failed,
    seconds: (performance.now() - began) / 1_000,
    wrong,
  };
  await backToStart(world);
  return row;
}

async function backToStart(world: DemoWorld): Promise<void> {
  if (openRun(readLedger(world.stateDir).entries, "demo") !== null) return await world.reset();
  world.config({ release: initialRelease, flags: { "orders.fastCheckout": true } });
  const up = await world.maestro("up");
  if (up.code !== 0) throw new Error(`the world could not be set back:\n${up.output}`);
}

/** `every` boundary, or `count` of them spread evenly over the list. */
export function sample<T>(all: readonly T[], count: number): T[] {
  if (count >= all.length) return [...all];
  return Array.from({ length: count }, (_, n) => all[Math.floor(((n + 0.5) * all.length) / count)]!);
}

const columns = ["boundary", "killed", "resumed", "ended", "orders expected", "orders found", "twice", "failed", "s"];

export function headLine(): string {
  return line(columns);
}

export function rowLine(row: KillRow): string {
  const { boundary, killed, resumed, outcome, ordersExpected, ordersFound, twice, failed, seconds, wrong } = row;
  const cells = [boundary, killed ? "yes" : "NO", resumed, outcome, ordersExpected, ordersFound, twice, failed];
  return `${line([...cells.map(String), seconds.toFixed(0)])}${wrong.length > 0 ? `  WRONG: ${wrong.join("; ")}` : ""}`;
}

function line(cells: readonly string[]): string {
  const widths = [26, 7, 11, 10, 16, 13, 6, 7, 4];
  return cells
    .map((cell, n) => cell.padEnd(widths[n]!))
    .join(" ")
    .trimEnd();
}
