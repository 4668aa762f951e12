import { afterAll, beforeAll, expect, it } from "vitest";
import { DemoWorld } from "../support/demo-world.ts";

let world: DemoWorld;
beforeAll(async () => {
  world = await DemoWorld.open();
});
afterAll(() => world?.close());

it("a drill on the running demo proves its kill-switch on every replica, and finds one that does not cut", async () => {
  const good = await world.json("flags", "drill");
  expect(good.code, good.output).toBe(0);
  const [drill] = good.document.drills as [Record<string, unknown>];
  expect(drill).toMatchObject({ key: "orders.fastCheckout", outcome: "proved" });
  expect((drill.servedBy as string[]).length).toBe(2);
  const verified = await world.json("ledger", "verify");
  expect(verified.code, verified.output).toBe(0);

  // The real service, asked on a path that its flag does not guard.
  world.registry({
    "orders.fastCheckout": { probe: { path: "/orders/nobody", on: { status: 404 }, off: { status: 410 } } },
  });
  const bad = await world.json("flags", "drill", "--wait", "1");
  expect(bad.code, bad.output).toBe(1);
  expect(bad.document.drills).toMatchObject([{ outcome: "not-cut", servedBy: { length: 2 } }]);
  const snapshot = await world.json("flags", "snapshot");
  expect(snapshot.document.flags).toMatchObject([{ key: "orders.fastCheckout", killed: false }]);

  // Ctrl-C while the switch is thrown.
  const stopped = world.spawn(["flags", "drill", "--wait", "30"]);
  await stopped.said(/thrown/);
  stopped.signal("SIGINT");
  expect((await stopped.ended).code).toBe(3);
  expect((await world.json("flags", "snapshot")).document.flags).toMatchObject([{ killed: false }]);

  // A kill in earnest cuts the service's path; a drill leaves it be.
  expect((await world.maestro("flags", "kill", "orders.fastCheckout", "--reason", "INC-1")).code).toBe(0);
  const killed = await world.json("flags", "drill", "--wait", "1");
  expect([killed.code, killed.document.drills]).toMatchObject([3, [{ outcome: "killed" }]]);
  expect((await world.maestro("flags", "lift", "orders.fastCheckout", "--reason", "INC-1 is over")).code).toBe(0);
});
