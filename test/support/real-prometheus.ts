import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { resolveTools } from "../../adapters/toolchain/index.ts";

/** The real Prometheus, or null where it is not installed. */
export async function prometheusFile(): Promise<string | null> {
  const [tool] = await resolveTools(["prometheus"], { env: process.env });
  return tool?.ok ? tool.file : null;
}

export interface RealPrometheus {
  readonly url: string;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a real Prometheus on loopback with its data in a folder of its own. */
export async function startPrometheus(file: string, config: string): Promise<RealPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), "maestro-prometheus-"));
  const port = await freePort();
  writeFileSync(join(folder, "prometheus.yml"), config);
  const child = spawn(
    file,
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=warn",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let told = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    told += chunk.toString();
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null || tries > 300) {
      await stop();
      throw new Error(`Prometheus did not start: ${told}`);
    }
    const ready = await fetch(`${url}/-/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return { url, child, stop };
    await sleep(100);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
