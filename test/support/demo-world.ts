import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { demoProjectDir } from "../../adapters/engine/project.ts";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import { leaseHolder } from "../../adapters/lease/lease.ts";
import { PostgresServer } from "../../adapters/postgres/index.ts";
import { endProcess, identify, isSame, type ProcessIdentity } from "../../adapters/process/identity.ts";
import { packageRoot } from "../../adapters/toolchain/index.ts";
import type { CommandContext } from "../../automation/cli/command.ts";
import { openSession, type Session } from "../../automation/cutover/session.ts";
import { targetOutputs } from "../../automation/cutover/world.ts";
import { type RunningLoad, startLoad } from "../../automation/demo/load.ts";
import { initialRelease, writeCalendar, writeDemoProject, writeDemoStackFile } from "../../automation/demo/project.ts";
import { namespace } from "../../stacks/inputs.ts";
import type { ProcessRecord } from "../../stacks/targets/local/processes/record.ts";
import { type RouterHandle, readRouter } from "../../stacks/targets/local/router/client.ts";

export interface Run {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, stdout first. */
  readonly output: string;
}

/** A command that runs in a process of its own. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Run>;
  /** What it has said until now. */
  output(): string;
  /** Waits until it has said this; throws when it ends before. */
  said(pattern: RegExp, withinMs?: number): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

/** What a refused command must leave as it was. */
export interface Snapshot {
  readonly generation: number;
  readonly pids: readonly string[];
  readonly checkpoints: number;
}

export type Document = Record<string, unknown>;

const stack = "demo";

/** As it was at the start: a session puts the engine's folder on this process's own PATH. */
const env = { ...process.env, NO_COLOR: "1" };

/** Watches as short as the judge allows: two replicas a side give 12 samples in 6 s. */
export const quickPlan = {
  name: "quick",
  canary: [25],
  minSamples: 10,
  warmupMs: 1_000,
  watchMs: 6_000,
  lookEveryMs: 1_000,
  soakMs: 2_000,
  limits: { retryAfterMs: 500, maxOutageMs: 5_000, escalateAfterMs: 60_000 },
};

const quickAca = {
  metrics: ["latency_p95", "error_rate"].map((name) => ({
    name,
    kind: "continuous",
    direction: "increase",
    critical: true,
    margin: 0.5,
    minSamples: 10,
  })),
  looks: { planned: 1, alpha: 0.002 },
  tests: ["mwu", "ks"],
  threshold: 0.9,
};

/**
 * The demo's stack in a folder of its own: real engine, database, replicas, router, and load when asked for. Every
 * command runs as a person's would, in a process. `close` ends all of it.
 */
export class DemoWorld {
  readonly dir: string;
  readonly stateDir: string;
  readonly projectDir: string;
  readonly #context: CommandContext;
  readonly #children: Running[] = [];
  #session: Session | null = null;
  #outputs: Awaited<ReturnType<typeof targetOutputs>> | null = null;
  #load: RunningLoad | null = null;

  private constructor(stateDir?: string) {
    this.dir = mkdtempSync(join(tmpdir(), "maestro-demo-"));
    this.stateDir = stateDir ?? join(this.dir, ".maestro");
    this.#context = {
      cwd: this.dir,
      env,
      now: Date.now,
      stateDir: this.stateDir,
      stack,
      json: false,
      say: () => undefined,
      emit: () => undefined,
      progress: () => undefined,
      signal: new AbortController().signal,
    };
    this.projectDir = demoProjectDir(this.stateDir);
    this.planFile("quick", {});
  }

  /** A folder with nothing in it, as before the first `npm start`. @param stateDir elsewhere than in that folder */
  static empty(stateDir?: string): DemoWorld {
    return new DemoWorld(stateDir);
  }

  /** Deploys v1.0.0 on blue through `maestro up`. @param rate requests a second; 0 for no load */
  static async open(rate = 0): Promise<DemoWorld> {
    const world = new DemoWorld();
    try {
      writeDemoProject(packageRoot(), world.stateDir);
      writeDemoStackFile(world.projectDir, { "orders.fastCheckout": true });
      writeFileSync(join(world.projectDir, "aca.yaml"), stringify(quickAca));
      const up = await world.maestro("up");
      if (up.code !== 0) throw new Error(`the world could not be set up:\n${up.output}`);
      if (rate > 0) await world.startLoad(rate);
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  async session(): Promise<Session> {
    this.#session ??= await openSession(this.#context);
    return this.#session;
  }

  /** Starts an open-loop load that the driver's reports count. */
  async startLoad(rate: number): Promise<void> {
    this.#load = await startLoad(this.#context, await this.session(), rate);
    await sleep(1_500);
  }

  async stopLoad(): Promise<void> {
    await this.#load?.stop();
    this.#load = null;
  }

  /** Writes a plan file over the quick plan and returns its path. */
  planFile(name: string, over: Readonly<Record<string, unknown>>): string {
    const file = join(this.dir, `${name}.plan.yaml`);
    writeFileSync(file, stringify({ ...quickPlan, ...over }));
    return file;
  }

  start(to: string, plan = "quick", ...more: string[]): Running {
    return this.spawn([
      "cutover",
      "start",
      "--service",
      "orders",
      "--to",
      to,
      "--plan-file",
      join(this.dir, `${plan}.plan.yaml`),
      ...more,
    ]);
  }

  /** @param terminal in a process group of its own, which signals reach as a whole: so Ctrl-C in a terminal does */
  spawn(args: readonly string[], more: Readonly<Record<string, string>> = {}, terminal = false): Running {
    const script = join(packageRoot(), "dist", "cli", "maestro.js");
    const child = spawn(process.execPath, [script, ...args, "--stack", stack, "--state-dir", this.stateDir], {
      cwd: this.dir,
      env: { ...env, ...more },
      stdio: ["ignore", "pipe", "pipe"],
      detached: terminal,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    let over = false;
    const ended = new Promise<Run>((resolve, reject) => {
      child.on("error", reject);
      // `exit` and not `close`: a driver in the background may hold the streams open.
      child.on("exit", (code, signal) => {
        over = true;
        setTimeout(() => resolve({ code, signal, stdout, stderr, output: `${stdout}${stderr}` }), 50);
      });
    });
    const identity = identify(child.pid!);
    const running: Running = {
      pid: child.pid!,
      ended,
      output: () => `${stdout}${stderr}`,
      said: async (pattern, withinMs = 60_000) => {
        for (const end = Date.now() + withinMs; !pattern.test(`${stdout}${stderr}`); await sleep(50))
          if (over || Date.now() > end)
            throw new Error(
              `${args.join(" ")} ${over ? "ended" : "went on"} without ${String(pattern)}:\n${stdout}${stderr}`,
            );
      },
      signal: (name) => void (identity && isSame(identity) && process.kill(terminal ? -child.pid! : child.pid!, name)),
    };
    this.#children.push(running);
    return running;
  }

  maestro(...args: string[]): Promise<Run> {
    return this.spawn(args).ended;
  }

  /** The command's JSON document with its run. */
  async json(...args: string[]): Promise<Run & { readonly document: Document }> {
    const run = await this.spawn([...args, "--json"]).ended;
    return { ...run, document: JSON.parse(run.stdout) as Document };
  }

  /** Raw pulumi, with the environment that the driver gives it. */
  async pulumi(...args: string[]): Promise<{ readonly code: number; readonly output: string }> {
    const { environment } = await this.session();
    const result = await execa("pulumi", [...args, "--stack", stack, "--non-interactive"], {
      cwd: this.projectDir,
      env: environment,
      all: true,
      reject: false,
      stdin: "ignore",
      timeout: 120_000,
    });
    return { code: result.exitCode ?? -1, output: result.all ?? "" };
  }

  /** Writes sections of the stack file, as a person who edits it would. */
  config(sections: Readonly<Record<string, unknown>>): void {
    StackFile.read(this.projectDir, stack, namespace).write(sections);
  }

  /** Changes members of entries of the registry, by key. */
  registry(changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void {
    const file = join(this.projectDir, "flags", "registry.yaml");
    const { flags } = parse(readFileSync(file, "utf8")) as { flags: { key: string }[] };
    writeFileSync(file, stringify({ flags: flags.map((flag) => ({ ...flag, ...changes[flag.key] })) }));
  }

  section(name: string): unknown {
    return StackFile.read(this.projectDir, stack, namespace).sections()[name];
  }

  /** A window over the present moment, or none. */
  freeze(on: boolean): void {
    const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
    writeCalendar(
      this.projectDir,
      on ? { start: iso(Date.now() - 3_600_000), end: iso(Date.now() + 3_600_000) } : null,
    );
  }

  /** Read once: a router that comes back has its old ports, and each reading costs a process of the engine. */
  async #entry(): ReturnType<typeof targetOutputs> {
    this.#outputs ??= await targetOutputs((await this.session()).engine);
    return this.#outputs;
  }

  async traffic(): Promise<{ readonly generation: number; readonly weights: Readonly<Record<string, number>> }> {
    const { handle } = await this.#entry();
    const { state } = await readRouter(handle as unknown as RouterHandle);
    const weights = Object.fromEntries(
      (state?.groups ?? []).map(({ name, color, weight }) => [`${name} ${color}`, weight]),
    );
    return { generation: state?.generation ?? 0, weights };
  }

  /** Asks the service itself: the `color;version` of each of `requests` answers, sorted, each once. */
  async servedBy(requests = 10): Promise<string[]> {
    const { url } = await this.#entry();
    const answers = await Promise.all(
      Array.from({ length: requests }, async () => {
        const answer = await fetch(`${url}/orders/nobody`);
        await answer.text();
        return (answer.headers.get("x-served-by") ?? `status ${answer.status}`).split(";").slice(0, 2).join(" ");
      }),
    );
    return [...new Set(answers)].sort();
  }

  /** The recorded processes that run now. */
  processes(): ProcessRecord[] {
    const folder = join(this.stateDir, "processes");
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as ProcessRecord)
      .filter((record) => isSame(record));
  }

  /** Kills the running processes whose name matches, as the kernel would. */
  async kill(name: RegExp): Promise<number> {
    const found = this.processes().filter((record) => name.test(record.name));
    await Promise.all(found.map((record) => endProcess(record, { graceMs: 0 })));
    return found.length;
  }

  async snapshot(): Promise<Snapshot> {
    const history = join(this.stateDir, "backend", ".pulumi", "history", "maestro-conductor", stack);
    return {
      generation: (await this.traffic()).generation,
      pids: this.processes()
        .map(({ name, pid }) => `${name} ${pid}`)
        .sort(),
      checkpoints: readdirSync(history).filter((name) => name.includes(".checkpoint.")).length,
    };
  }

  driver(): { readonly pid: number; readonly runId: string | null } | null {
    return leaseHolder(this.stateDir, stack);
  }

  /** The driver, once there is one: one in the background takes a held run over. */
  async driverWithin(ms: number): Promise<{ readonly pid: number; readonly runId: string | null }> {
    for (const end = Date.now() + ms; Date.now() < end; await sleep(100)) {
      const holder = this.driver();
      if (holder?.runId) return holder;
    }
    throw new Error(`no driver within ${ms} ms`);
  }

  async driverGone(withinMs: number): Promise<void> {
    for (const end = Date.now() + withinMs; this.driver() !== null; await sleep(100))
      if (Date.now() > end) throw new Error(`process ${this.driver()?.pid} still drives after ${withinMs} ms`);
  }

  /** Back to v1.0.0 on blue with no run open, for the next test. */
  async reset(): Promise<void> {
    this.freeze(false);
    await this.#endDriver();
    const status = await this.maestro("cutover", "backout", "--reason", "the next test");
    if (status.code !== 0 && !/no-open-run|backedOut/.test(status.output)) throw new Error(status.output);
    this.config({ release: initialRelease, flags: { "orders.fastCheckout": true } });
    const up = await this.maestro("up");
    if (up.code !== 0) throw new Error(up.output);
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.signal("SIGKILL");
    await this.stopLoad().catch(() => undefined);
    await this.#endDriver();
    for (const record of this.processes()) await endProcess(record, { graceMs: 3_000 });
    await new PostgresServer({ stateDir: this.stateDir }).remove();
    rmSync(this.dir, { recursive: true, force: true });
  }

  async #endDriver(): Promise<void> {
    const holder = this.driver();
    const identity: ProcessIdentity | null = holder ? identify(holder.pid) : null;
    if (identity) await endProcess(identity, { graceMs: 0 });
  }
}
