import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { boundaryOf } from "../../core/cutover/index.ts";
import { DemoWorld } from "../support/demo-world.ts";
import { killAt } from "../support/kill-matrix.ts";

/** A sample of the matrix that `npm run test:kill` runs whole; other boundaries are in cutover-faults. */
describe("a driver killed at a ledger boundary under load", () => {
  let world: DemoWorld;
  beforeAll(async () => {
    world = await DemoWorld.open();
  });
  afterAll(() => world?.close());

  it.each([
    boundaryOf({ id: "canary-25", state: "canary" }, "after", "look"),
    boundaryOf({ id: "backout", state: "backout" }, "after", "breach"),
  ])("$id: is resumed and ends right, with every order there once", async (boundary) => {
    const row = await killAt(world, boundary);
    expect(row.wrong).toEqual([]);
    expect(row).toMatchObject({ killed: true, twice: 0, ordersFound: row.ordersExpected });
    expect(row.ordersExpected).toBeGreaterThan(100);
  });
});
