import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findProcess } from "../../stacks/targets/local/processes/index.ts";
import { readRouter, readRouterStats } from "../../stacks/targets/local/router/client.ts";
import type { RouterState } from "../../stacks/targets/local/router/state.ts";
import { allTo, LocalWorld, switchRouter } from "../support/local-world.ts";

let world: LocalWorld;
beforeAll(async () => {
  world = await LocalWorld.open();
});
afterAll(() => world.close());

test("a replica that is stopped in order while traffic reaches it fails no request", async () => {
  const blue = [await world.replica("a-0", "blue", "v1.0.0"), await world.replica("a-1", "blue", "v1.0.0")];
  const router = await world.router();
  await switchRouter(router, allTo(1, "blue", "v1.0.0", blue));
  const load = await world.load("graceful", router.url, 250);
  await sleep(1_000);
  expect(await world.stop("a-0")).toBe("ended");
  await sleep(500);
  const { summary, answers } = await load.finish();
  expect(summary).toMatchObject({ failed: 0, failedBySwitch: 0 });
  expect(await world.audit("graceful", answers)).toMatchObject({ lost: 0, duplicated: 0 });
  expect((await readRouterStats(router)).groups[0]!.retried).toBeGreaterThan(0);
  await world.stop("router");
});

test("sparse traffic over idle times around the keep-alive limits fails no request", async () => {
  const blue = [await world.replica("b-0", "blue", "v1.0.0")];
  const router = await world.router();
  await switchRouter(router, allTo(2, "blue", "v1.0.0", blue));
  // One request each 2 s: about as long as an unused connection is kept.
  const load = await world.load("sparse", router.url, 0.5);
  await sleep(8_500);
  const { summary } = await load.finish();
  expect(summary.requests).toBeGreaterThanOrEqual(4);
  expect(summary).toMatchObject({ failed: 0 });
  await world.stop("router");
});

test("a router that was killed comes back under its ports with its rule", async () => {
  const blue = [await world.replica("c-0", "blue", "v1.0.0")];
  const first = await world.router();
  const rule = allTo(3, "blue", "v1.0.0", blue);
  await switchRouter(first, rule);
  process.kill(first.process.pid, "SIGKILL");
  while (findProcess(world.stateFile("router")).kind === "running") await sleep(20);
  const again = await world.router(first.process.ports);
  expect(again.url).toBe(first.url);
  expect((await readRouter(again)).state).toEqual(rule);
  expect((await fetch(`${again.url}/orders/nobody`)).headers.get("x-served-by")).toBe("blue;v1.0.0;c-0");
  await world.stop("router");
});

test("canary and baseline get their weight of the traffic, and a failing canary is counted as the service's own", async () => {
  const active = await world.replica("d-0", "blue", "v1.0.0");
  const canary = await world.replica("d-1", "green", "v2.0.0-failing");
  const baseline = await world.replica("d-2", "blue", "v1.0.0", { ROLE: "baseline" });
  const router = await world.router();
  const to = (port: number) => [{ host: "127.0.0.1" as const, port }];
  const rule: RouterState = {
    generation: 4,
    groups: [
      { name: "active", color: "blue", version: "v1.0.0", weight: 50, backends: to(active.port) },
      { name: "canary", color: "green", version: "v2.0.0-failing", weight: 25, backends: to(canary.port) },
      { name: "baseline", color: "blue", version: "v1.0.0", weight: 25, backends: to(baseline.port) },
    ],
  };
  await switchRouter(router, rule);
  const load = await world.load("canary", router.url, 200);
  await sleep(2_000);
  const { summary } = await load.finish();
  const [blue, green, fresh] = (await readRouterStats(router)).groups.map(({ requests }) => requests) as [
    number,
    number,
    number,
  ];
  expect(Math.abs(green - fresh)).toBeLessThanOrEqual(2);
  expect(Math.abs(blue - 2 * green)).toBeLessThanOrEqual(3);
  expect(summary.failedBySwitch).toBe(0);
  expect(Math.abs(summary.serviceErrors - green / 10)).toBeLessThanOrEqual(1);
  expect(summary.unexpected).toBe(0);
});

test("a version that does not exist is reported with what to choose, and nothing is left running", async () => {
  await expect(world.replica("e-0", "green", "v9.0.0")).rejects.toMatchObject({
    code: "process-exited",
    message: expect.stringMatching(/version-unknown[\s\S]*choose one of v1\.0\.0/),
  });
  expect(findProcess(world.stateFile("e-0")).kind).toBe("none");
});
