import { expect, test } from "vitest";
import { LateBreak } from "../../../examples/orders/late-break.ts";

function run(ratePerSecond: number, seconds: number): LateBreak {
  const late = new LateBreak({ afterSeconds: 5, ratePerSecond: 90 });
  for (let n = 0; n < ratePerSecond * seconds; n++) late.count((n * 1000) / ratePerSecond);
  return late;
}

test("under a canary's share it never breaks", () => {
  expect(run(62, 600).broken).toBe(false);
});

test("under full traffic it breaks after the seconds told, and not before", () => {
  expect(run(125, 5).broken).toBe(false);
  expect(run(125, 7).broken).toBe(true);
});
