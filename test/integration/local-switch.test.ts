import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { switchSeen } from "../../examples/load/index.ts";
import { readRouterStats } from "../../stacks/targets/local/router/client.ts";
import { allTo, LocalWorld, switchRouter } from "../support/local-world.ts";

let world: LocalWorld;
beforeAll(async () => {
  world = await LocalWorld.open();
});
afterAll(() => world.close());

test("20 switches of color under load fail no request, and every accepted order is there once", async () => {
  const blue = [await world.replica("blue-0", "blue", "v1.0.0"), await world.replica("blue-1", "blue", "v1.0.0")];
  const green = [await world.replica("green-0", "green", "v2.0.0"), await world.replica("green-1", "green", "v2.0.0")];
  const router = await world.router();
  await switchRouter(router, allTo(1, "blue", "v1.0.0", blue));
  const load = await world.load("switching", router.url, 250);
  await sleep(1_000);
  const switches: { from: string; to: string; since: number }[] = [];
  for (let i = 1; i <= 20; i++) {
    const toGreen = i % 2 === 1;
    const since = performance.timeOrigin + performance.now();
    const view = await switchRouter(
      router,
      allTo(i + 1, toGreen ? "green" : "blue", toGreen ? "v2.0.0" : "v1.0.0", toGreen ? green : blue),
      { drainMs: 3_000 },
    );
    expect(view.drained).toBe(true);
    switches.push({ from: toGreen ? "blue" : "green", to: toGreen ? "green" : "blue", since });
    await sleep(250);
  }
  const { summary, answers } = await load.finish();
  expect(summary).toMatchObject({ finished: true, failed: 0, failedBySwitch: 0, inFlight: 0 });
  expect(summary.requests).toBeGreaterThan(1_250);
  for (const [index, question] of switches.entries()) {
    const seen = switchSeen(answers, { ...question, until: switches[index + 1]?.since ?? Number.POSITIVE_INFINITY });
    expect(seen.kind).toBe("switched");
  }
  expect(await world.audit("switching", answers)).toMatchObject({ lost: 0, duplicated: 0, accepted: summary.accepted });
  const stats = await readRouterStats(router);
  expect(stats.groups.flatMap(({ routerErrors }) => Object.keys(routerErrors))).toEqual([]);
});
