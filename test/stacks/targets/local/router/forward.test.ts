import type { AddressInfo } from "node:net";
import { createServer, connect as netConnect } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readRouterStats, switchRouter } from "../../../../../stacks/targets/local/router/client.ts";
import { ask, type RouterFixture, routerFixture, rule, serve } from "./fixture.ts";

let fixture: RouterFixture;
const closers: (() => unknown)[] = [];
beforeEach(async () => {
  fixture = await routerFixture();
});
afterEach(async () => {
  await fixture.close();
  for (const close of closers.splice(0)) await close();
});

async function backend(handler: Parameters<typeof serve>[0]): Promise<number> {
  const { server, port } = await serve(handler);
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return port;
}

/** A port that refuses connections. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("forwarding", () => {
  test("method, path, body, status and headers pass both ways unchanged", async () => {
    const port = await backend((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        response.writeHead(418, "Short And Stout", ["X-A", "1", "X-A", "2", "Set-Cookie", "a=1", "Set-Cookie", "b=2"]);
        response.end(`${request.method} ${request.url} ${body} ${request.headers["x-mine"]}`);
      });
    });
    await switchRouter(fixture.handle, rule(1, [port]));
    const reply = await ask(fixture.router.port, {
      method: "PUT",
      path: "/a%20b?c=d",
      body: "täxt",
      headers: { "x-mine": "y" },
    });
    expect(reply).toMatchObject({ status: 418, body: "PUT /a%20b?c=d täxt y" });
    expect(reply.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(reply.headers["x-a"]).toBe("1, 2");
  });

  test("large bodies stream through whole, chunked or with a length", async () => {
    const port = await backend((request, response) => request.pipe(response));
    await switchRouter(fixture.handle, rule(1, [port]));
    const body = "x".repeat(3_000_000);
    expect((await ask(fixture.router.port, { method: "POST", body })).body).toHaveLength(body.length);
    const chunked = await ask(fixture.router.port, {
      method: "POST",
      body,
      headers: { "transfer-encoding": "chunked" },
    });
    expect(chunked.body).toHaveLength(body.length);
  });

  test("without a rule it answers 503, marked as its own", async () => {
    const reply = await ask(fixture.router.port);
    expect(reply.status).toBe(503);
    expect(reply.headers["x-maestro-router"]).toBe("error");
  });

  test("a service's own 500 is passed on unmarked and counted apart", async () => {
    const port = await backend((_request, response) => response.writeHead(500).end());
    await switchRouter(fixture.handle, rule(1, [port]));
    expect((await ask(fixture.router.port)).headers["x-maestro-router"]).toBeUndefined();
    const [group] = (await readRouterStats(fixture.handle)).groups;
    expect(group).toMatchObject({ requests: 1, serviceErrors: 1, routerErrors: {} });
  });

  test("a backend that refuses is passed over, with a body too, and nobody notices", async () => {
    const port = await backend((request, response) => request.pipe(response));
    await switchRouter(fixture.handle, rule(1, [await deadPort(), port]));
    for (let i = 0; i < 6; i++)
      expect(await ask(fixture.router.port, { method: "POST", body: `b${i}` })).toMatchObject({
        status: 200,
        body: `b${i}`,
      });
    const [group] = (await readRouterStats(fixture.handle)).groups;
    expect(group).toMatchObject({ requests: 6, routerErrors: {}, retried: 3, inFlight: 0 });
  });

  test("when the only backend refuses, the answer is 502, marked and counted", async () => {
    await switchRouter(fixture.handle, rule(1, [await deadPort()]));
    const reply = await ask(fixture.router.port);
    expect(reply.status).toBe(502);
    expect(reply.headers["x-maestro-router"]).toBe("error");
    const [group] = (await readRouterStats(fixture.handle)).groups;
    expect(group).toMatchObject({ requests: 1, serviceErrors: 0, routerErrors: { refused: 1 } });
  });

  test("a write that a backend has begun is never sent again", async () => {
    let seen = 0;
    const port = await backend((request) => {
      seen++;
      request.socket.destroy();
    });
    const other = await backend((_request, response) => {
      seen++;
      response.end();
    });
    await switchRouter(fixture.handle, rule(1, [port, other]));
    expect((await ask(fixture.router.port, { method: "POST", body: "once" })).status).toBe(502);
    expect(seen).toBe(1);
  });

  test("a read on a kept connection that the backend had closed is sent again", async () => {
    let requests = 0;
    const closing = await backend((request, response) => {
      requests++;
      if (requests === 1) response.end("first");
      else request.socket.destroy();
    });
    const port = await backend((_request, response) => response.end("other"));
    await switchRouter(fixture.handle, rule(1, [closing, port]));
    expect((await ask(fixture.router.port)).body).toBe("first");
    expect((await ask(fixture.router.port)).body).toBe("other");
    expect(await ask(fixture.router.port)).toMatchObject({ status: 200, body: "other" });
    expect(requests).toBe(2);
  });

  test("a silent backend gives 504", async () => {
    await fixture.close();
    fixture = await routerFixture({ timeoutMs: 100 });
    const port = await backend(() => undefined);
    await switchRouter(fixture.handle, rule(1, [port]));
    const reply = await ask(fixture.router.port);
    expect(reply.status).toBe(504);
    expect(JSON.parse(reply.body)).toMatchObject({ error: { code: "router-timeout" } });
  });

  test("an answer that breaks off is seen as broken by the client", async () => {
    const port = await backend((_request, response) => {
      response.writeHead(200, { "content-length": 10 });
      response.write("half");
      setTimeout(() => response.destroy(), 20);
    });
    await switchRouter(fixture.handle, rule(1, [port]));
    await expect(ask(fixture.router.port)).rejects.toThrow();
    await vi.waitFor(async () => {
      const [group] = (await readRouterStats(fixture.handle)).groups;
      expect(group).toMatchObject({ routerErrors: { "broken-answer": 1 }, inFlight: 0 });
    });
  });

  test("a client that goes away frees the backend and is no error", async () => {
    const entered = Promise.withResolvers<void>();
    const port = await backend(() => entered.resolve());
    await switchRouter(fixture.handle, rule(1, [port]));
    const socket = netConnect(fixture.router.port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    await entered.promise;
    socket.destroy();
    await vi.waitFor(async () => {
      const [group] = (await readRouterStats(fixture.handle)).groups;
      expect(group).toMatchObject({ abandoned: 1, routerErrors: {}, inFlight: 0 });
    });
  });

  test("an answer in flight at the switch is finished by the old backend, and draining waits for it", async () => {
    const entered = Promise.withResolvers<() => void>();
    const old = await backend((_request, response) => entered.resolve(() => response.end("old")));
    const fresh = await backend((_request, response) => response.end("new"));
    await switchRouter(fixture.handle, rule(1, [old]));
    const slow = ask(fixture.router.port);
    const release = await entered.promise;
    const view = await switchRouter(fixture.handle, rule(2, [fresh]));
    expect(view).toMatchObject({ drained: false, generation: 2 });
    expect(view.backends.find(({ port }) => port === old)).toMatchObject({ inFlight: 1, draining: true });
    expect((await ask(fixture.router.port)).body).toBe("new");
    const drained = switchRouter(fixture.handle, rule(2, [fresh]), { drainMs: 5_000 });
    release();
    expect((await drained).drained).toBe(true);
    expect((await slow).body).toBe("old");
  });

  test("copies go to the mirrored color, reads only, and a slow copy delays nobody", async () => {
    const copies: string[] = [];
    const held: (() => void)[] = [];
    const port = await backend((request, response) => response.end(request.method));
    const mirrored = await backend((request, response) => {
      copies.push(`${request.method} ${request.url} ${request.headers["x-maestro-mirror"]}`);
      held.push(() => response.end());
    });
    const backends = [{ host: "127.0.0.1" as const, port: mirrored }];
    await switchRouter(fixture.handle, {
      generation: 1,
      mirror: { color: "green", percent: 100 },
      groups: [...rule(1, [port]).groups, { name: "canary", color: "green", version: "v2", weight: 0, backends }],
    });
    // All five are answered while not one copy is.
    for (let i = 0; i < 5; i++) await ask(fixture.router.port, { path: `/${i}` });
    await ask(fixture.router.port, { method: "POST", body: "x" });
    await vi.waitFor(() => expect(copies).toHaveLength(5));
    expect(copies.toSorted()).toEqual(["GET /0 1", "GET /1 1", "GET /2 1", "GET /3 1", "GET /4 1"]);
    for (const release of held) release();
    await vi.waitFor(async () => {
      const stats = await readRouterStats(fixture.handle);
      expect(stats.mirror).toMatchObject({ sent: 5, failed: 0, dropped: 0, statuses: { "200": 5 } });
      expect(stats.groups.find(({ group }) => group === "canary")).toMatchObject({ requests: 0 });
    });
  });

  test("a request with two lengths is refused before any backend sees it", async () => {
    let seen = 0;
    const port = await backend((_request, response) => {
      seen++;
      response.end();
    });
    await switchRouter(fixture.handle, rule(1, [port]));
    const socket = netConnect(fixture.router.port, "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
    const text = await new Promise<string>((resolve) => socket.once("data", (data) => resolve(data.toString())));
    expect(text).toMatch(/^HTTP\/1.1 400/);
    expect(seen).toBe(0);
    socket.destroy();
  });
});
