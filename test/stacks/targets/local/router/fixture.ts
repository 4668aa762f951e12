import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type Agent, createServer, type IncomingMessage, type RequestListener, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RouterHandle } from "../../../../../stacks/targets/local/router/client.ts";
import { type Router, startRouter } from "../../../../../stacks/targets/local/router/server.ts";
import type { RouterState } from "../../../../../stacks/targets/local/router/state.ts";
import { fileStore, type StateStore } from "../../../../../stacks/targets/local/router/store.ts";

export interface RouterFixture {
  readonly router: Router;
  readonly handle: RouterHandle;
  readonly stateFile: string;
  close(): Promise<void>;
}

export async function routerFixture(options: { timeoutMs?: number; store?: StateStore } = {}): Promise<RouterFixture> {
  const dir = mkdtempSync(join(tmpdir(), "maestro-router-"));
  const tokenFile = join(dir, "token");
  const token = randomBytes(16).toString("hex");
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const stateFile = join(dir, "rule.json");
  const router = await startRouter({
    port: 0,
    adminPort: 0,
    store: options.store ?? fileStore(stateFile),
    token,
    upstreamTimeoutMs: options.timeoutMs ?? 5_000,
    now: () => 0,
    clock: () => performance.now(),
  });
  return {
    router,
    stateFile,
    handle: { adminUrl: `http://127.0.0.1:${router.adminPort}`, tokenFile },
    close: async () => {
      await router.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export async function serve(handler: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

export function rule(generation: number, ports: readonly number[], extra: Partial<RouterState> = {}): RouterState {
  const backends = ports.map((port) => ({ host: "127.0.0.1" as const, port }));
  return {
    generation,
    groups: [{ name: "active", color: "blue", version: "v1", weight: 100, backends }],
    ...extra,
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export function ask(
  port: number,
  options: { method?: string; path?: string; body?: string; headers?: Record<string, string>; agent?: Agent } = {},
): Promise<Reply> {
  const { method = "GET", path = "/", body, headers = {}, agent } = options;
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, method, path, headers, agent: agent ?? false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
