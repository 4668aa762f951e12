import { Agent, createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { lameDuck } from "../../../adapters/http/lame-duck.ts";
import { listenOnLoopback, PORT_TAKEN_EXIT, startFailure } from "../../../adapters/http/listen.ts";

async function serving(delayMs = 0): Promise<{ server: Server; port: number; leave: (ms?: number) => Promise<void> }> {
  const server = createServer((_request, response) => setTimeout(() => response.end("ok"), delayMs));
  const leave = lameDuck(server);
  return { server, port: await listenOnLoopback(server, 0), leave };
}

function get(port: number, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, agent }, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(answer));
    });
    asked.on("error", reject);
    asked.end();
  });
}

test("a kept connection still gets its answer after the server has begun to leave, and is then closed", async () => {
  const { port, leave } = await serving();
  const agent = new Agent({ keepAlive: true });
  await get(port, agent);
  const left = leave(2_000);
  await sleep(30);
  const answer = await get(port, agent);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers.connection).toBe("close");
  const startedAt = performance.now();
  await left;
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test("new connections are refused at once", async () => {
  const { port, leave } = await serving();
  const left = leave(100);
  await expect(get(port, new Agent())).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await left;
});

test("a request under way is finished, however long it takes", async () => {
  const { port, leave } = await serving(300);
  const answer = get(port, new Agent({ keepAlive: true }));
  await sleep(50);
  await leave(50);
  expect((await answer).statusCode).toBe(200);
});

test("an unused connection is closed after the lame duck time", async () => {
  const { port, leave } = await serving();
  const agent = new Agent({ keepAlive: true });
  await get(port, agent);
  const startedAt = performance.now();
  await leave(200);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(190);
  agent.destroy();
});

test("a server without connections leaves at once", async () => {
  const { leave } = await serving();
  const startedAt = performance.now();
  await leave(3_000);
  expect(performance.now() - startedAt).toBeLessThan(500);
});

test("a taken port is named, and has an exit code of its own", async () => {
  const { server, port, leave } = await serving();
  const error: unknown = await listenOnLoopback(createServer(), port).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "port-taken",
    message: `port ${(server.address() as AddressInfo).port} is taken`,
  });
  expect(startFailure(error)).toMatchObject({ exitCode: PORT_TAKEN_EXIT });
  await leave(0);
});
