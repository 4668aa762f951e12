import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openDatabase } from "../../adapters/postgres/index.ts";
import {
  type Answer,
  acceptedIds,
  countWrites,
  parseAnswers,
  type Summary,
  storedOrders,
  type WriteCount,
} from "../../examples/load/index.ts";
import {
  fileProbe,
  findProcess,
  httpProbe,
  type StartedProcess,
  startProcess,
  stopProcess,
} from "../../stacks/targets/local/processes/index.ts";
import { type RouterHandle, switchRouter } from "../../stacks/targets/local/router/client.ts";
import type { RouterState } from "../../stacks/targets/local/router/state.ts";

const root = resolve(import.meta.dirname, "../..");
export const scripts = {
  router: join(root, "stacks/targets/local/router/main.ts"),
  orders: join(root, "examples/orders/main.ts"),
  load: join(root, "examples/load/main.ts"),
};

export interface Load {
  readonly out: string;
  summary(): Summary;
  /** Ends it in order and waits for its last answers. */
  finish(): Promise<{ summary: Summary; answers: Answer[] }>;
}

/** Real processes on loopback: database, replicas, router, load; all in a folder of their own. */
export class LocalWorld {
  readonly dir = mkdtempSync(join(tmpdir(), "maestro-world-"));
  readonly #started: string[] = [];
  readonly #databaseUrl: string;
  readonly #stopDatabase: () => Promise<unknown>;

  private constructor(databaseUrl: string, stopDatabase: () => Promise<unknown>) {
    this.#databaseUrl = databaseUrl;
    this.#stopDatabase = stopDatabase;
  }

  static async open(): Promise<LocalWorld> {
    const stateDir = mkdtempSync(join(tmpdir(), "maestro-pg-"));
    const { PostgresServer } = await import("../../adapters/postgres/index.ts");
    const { url, server } = await openDatabase("orders", { stateDir, env: process.env });
    return new LocalWorld(url, async () => {
      if (server !== null) await new PostgresServer({ stateDir }).stop();
      rmSync(stateDir, { recursive: true, force: true });
    });
  }

  get databaseUrl(): string {
    return this.#databaseUrl;
  }

  stateFile(name: string): string {
    return join(this.dir, `${name}.json`);
  }

  logOf(name: string): string {
    return readFileSync(join(this.dir, `${name}.log`), "utf8");
  }

  replica(
    name: string,
    color: "blue" | "green",
    version: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<StartedProcess> {
    return this.#start(name, scripts.orders, {
      env: { DATABASE_URL: this.#databaseUrl, COLOR: color, VERSION: version, REPLICA: name, ...env },
    });
  }

  async router(
    fixedPorts?: Readonly<Record<string, number>>,
  ): Promise<RouterHandle & { url: string; process: StartedProcess }> {
    const tokenFile = join(this.dir, "router.token");
    writeFileSync(tokenFile, randomBytes(32).toString("hex"), { mode: 0o600 });
    const process = await this.#start("router", scripts.router, {
      env: { ROUTER_STATE_FILE: join(this.dir, "router.state.json"), ROUTER_TOKEN_FILE: tokenFile },
      portNames: ["PORT", "ADMIN_PORT"],
      probe: httpProbe("/healthz", "ADMIN_PORT"),
      ...(fixedPorts ? { fixedPorts } : {}),
    });
    const { PORT, ADMIN_PORT } = process.ports;
    return { url: `http://127.0.0.1:${PORT}`, adminUrl: `http://127.0.0.1:${ADMIN_PORT}`, tokenFile, process };
  }

  async load(name: string, url: string, rate: number): Promise<Load> {
    const out = join(this.dir, name);
    mkdirSync(out);
    const summaryFile = join(out, "summary.json");
    const summary = (): Summary => JSON.parse(readFileSync(summaryFile, "utf8")) as Summary;
    await this.#start(name, scripts.load, {
      env: {},
      args: ["--url", url, "--out", out, "--rate", String(rate), "--run", name],
      portNames: [],
      probe: fileProbe(summaryFile),
    });
    return {
      out,
      summary,
      finish: async () => {
        await this.stop(name, 15_000);
        return { summary: summary(), answers: parseAnswers(readFileSync(join(out, "answers.ndjson"), "utf8")) };
      },
    };
  }

  /** Compares what the load knows with what the database holds. */
  async audit(run: string, answers: readonly Answer[]): Promise<WriteCount> {
    return countWrites(acceptedIds(answers), await storedOrders(this.#databaseUrl, run));
  }

  stop(name: string, graceMs = 10_000): Promise<string> {
    return stopProcess({ stateFile: this.stateFile(name), graceMs });
  }

  async close(): Promise<void> {
    for (const name of this.#started)
      if (findProcess(this.stateFile(name)).kind !== "none") await this.stop(name, 1_000);
    await this.#stopDatabase();
    rmSync(this.dir, { recursive: true, force: true });
  }

  #start(name: string, script: string, options: Partial<Parameters<typeof startProcess>[0]>): Promise<StartedProcess> {
    this.#started.push(name);
    return startProcess({
      name,
      script,
      env: {},
      logFile: join(this.dir, `${name}.log`),
      stateFile: this.stateFile(name),
      ...options,
    });
  }
}

/** All traffic to one color. */
export function allTo(
  generation: number,
  color: "blue" | "green",
  version: string,
  backends: readonly StartedProcess[],
): RouterState {
  return {
    generation,
    groups: [
      {
        name: "active",
        color,
        version,
        weight: 100,
        backends: backends.map(({ port }) => ({ host: "127.0.0.1", port })),
      },
    ],
  };
}

export { switchRouter };
