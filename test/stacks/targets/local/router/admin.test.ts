import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OutsideError } from "../../../../../core/errors/index.ts";
import { readRouter, readRouterStats, switchRouter } from "../../../../../stacks/targets/local/router/client.ts";
import { startRouter } from "../../../../../stacks/targets/local/router/server.ts";
import { fileStore } from "../../../../../stacks/targets/local/router/store.ts";
import { readToken } from "../../../../../stacks/targets/local/router/token.ts";
import { ask, type RouterFixture, routerFixture, rule } from "./fixture.ts";

let fixture: RouterFixture;
beforeEach(async () => {
  fixture = await routerFixture();
});
afterEach(() => fixture.close());

const bearer = () => ({ authorization: `Bearer ${readToken(fixture.handle.tokenFile)}` });

describe("the admin API", () => {
  test("only /healthz and /readyz are open; /readyz wants a rule", async () => {
    const { adminPort } = fixture.router;
    expect((await ask(adminPort, { path: "/healthz" })).status).toBe(200);
    expect((await ask(adminPort, { path: "/readyz" })).status).toBe(503);
    for (const path of ["/state", "/stats", "/metrics"]) expect((await ask(adminPort, { path })).status).toBe(401);
    const wrong = { authorization: "Bearer 00000000000000000000000000000000" };
    expect((await ask(adminPort, { method: "PUT", path: "/state", body: "{}", headers: wrong })).status).toBe(401);
    await switchRouter(fixture.handle, rule(1, [9]));
    expect((await ask(adminPort, { path: "/readyz" })).status).toBe(200);
  });

  test("a rule that was answered for is on the disk, and another router goes on with it", async () => {
    await switchRouter(fixture.handle, rule(7, [2001]));
    expect(JSON.parse(readFileSync(fixture.stateFile, "utf8"))).toEqual(rule(7, [2001]));
    const token = readToken(fixture.handle.tokenFile);
    const again = await startRouter({
      port: 0,
      adminPort: 0,
      store: fileStore(fixture.stateFile),
      token,
      upstreamTimeoutMs: 100,
      now: () => 0,
      clock: () => 0,
    });
    const view = await readRouter({ ...fixture.handle, adminUrl: `http://127.0.0.1:${again.adminPort}` });
    await again.close();
    expect(view.state).toEqual(rule(7, [2001]));
  });

  test("an older generation is refused and changes nothing", async () => {
    await switchRouter(fixture.handle, rule(7, [2001]));
    await expect(switchRouter(fixture.handle, rule(6, [2002]))).rejects.toMatchObject({
      code: "router-generation-stale",
      exitCode: 1,
    });
    expect((await readRouter(fixture.handle)).state).toEqual(rule(7, [2001]));
  });

  test("a malformed rule is refused with its field", async () => {
    const bad = { ...rule(1, [2001]), generation: -1 };
    await expect(switchRouter(fixture.handle, bad)).rejects.toMatchObject({
      code: "router-state-malformed",
      field: "generation",
    });
  });

  test("a drain that is no number is refused", async () => {
    const reply = await ask(fixture.router.adminPort, { path: "/state?drain=soon", headers: bearer() });
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.body)).toMatchObject({ error: { code: "router-drain", field: "drain" } });
  });

  test("an unknown route is 404", async () => {
    expect((await ask(fixture.router.adminPort, { method: "DELETE", path: "/state", headers: bearer() })).status).toBe(
      404,
    );
  });

  test("the metrics are in the Prometheus text format", async () => {
    await switchRouter(fixture.handle, rule(3, [9]));
    await ask(fixture.router.port);
    const { body } = await ask(fixture.router.adminPort, { path: "/metrics", headers: bearer() });
    expect(body).toContain("router_generation 3\n");
    expect(body).toContain('router_requests_total{group="active",color="blue",version="v1",status="502"} 1\n');
    expect(body).toContain('router_errors_total{group="active",color="blue",version="v1",reason="refused"} 1\n');
    expect(body).toContain(
      'router_request_duration_seconds_bucket{group="active",color="blue",version="v1",le="+Inf"} 1\n',
    );
  });
});

test("a rule that cannot be kept is not put in force", async () => {
  const full = await routerFixture({
    store: {
      load: () => rule(1, [2001]),
      save: () => {
        throw new OutsideError("disk-full", "no space left to write rule.json");
      },
    },
  });
  await expect(switchRouter(full.handle, rule(2, [2002]))).rejects.toMatchObject({ code: "disk-full", exitCode: 4 });
  expect((await readRouter(full.handle)).state).toEqual(rule(1, [2001]));
  await full.close();
});

test("a stored rule that is malformed stops the start and is named", async () => {
  writeFileSync(fixture.stateFile, '{"generation":1}');
  const options = {
    port: 0,
    adminPort: 0,
    store: fileStore(fixture.stateFile),
    token: "0123456789abcdef",
    upstreamTimeoutMs: 1,
    now: () => 0,
    clock: () => 0,
  };
  await expect(startRouter(options)).rejects.toMatchObject({
    code: "router-state-malformed",
    file: fixture.stateFile,
    field: "groups",
  });
});

test("a router that is not there is target-unreachable", async () => {
  await expect(readRouterStats({ ...fixture.handle, adminUrl: "http://127.0.0.1:1" })).rejects.toMatchObject({
    code: "target-unreachable",
    exitCode: 4,
  });
});
