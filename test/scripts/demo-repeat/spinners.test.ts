import { expect, test } from "vitest";
import { identify } from "../../../adapters/process/identity.ts";
import { startSpinners } from "../../../scripts/demo-repeat/spinners.ts";

test("spinners run until they are stopped; stopping twice is nothing", async () => {
  const spinners = startSpinners(1);
  const [pid] = spinners.pids;
  expect(identify(pid!)).not.toBeNull();
  await spinners.stop();
  expect(identify(pid!)).toBeNull();
  await expect(spinners.stop()).resolves.toBeUndefined();
});
