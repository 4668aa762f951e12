import { describe, expect, test } from "vitest";
import { lastLevelShift, levelled } from "../../../core/capacity/level-shift.ts";
import { seededRandom } from "../../../core/stats/index.ts";
import { usage } from "./support.ts";

const none = { floor: 0, ceiling: Number.POSITIVE_INFINITY };
const daily = (n: number, seed = 1): Float64Array => {
  const random = seededRandom(seed);
  return Float64Array.from({ length: n }, (_, i) => 100 + 30 * Math.sin((2 * Math.PI * i) / 24) + 4 * random.normal());
};

describe("a lasting change of level", () => {
  test.each([
    [240, 2],
    [400, 0.4],
    [590, 1.6],
  ])("at %d by %d is found where it happens, and what came before is moved there", (at, factor) => {
    const shifted = daily(672).map((v, i) => (i < at ? v : v * factor));
    const shift = lastLevelShift(shifted, 24)!;
    expect(Math.abs(shift.index - at)).toBeLessThanOrEqual(12);
    expect(shift.multiplicative).toBe(true);
    const [before, after] = [daily(672), levelled(shifted, shift, none)];
    for (const i of [0, 50, 100]) expect(after[i]! / (before[i]! * factor)).toBeCloseTo(1, 0);
  });

  test("that leaves the swings as they were is moved, not multiplied, and not below the floor", () => {
    const shift = lastLevelShift(
      daily(672).map((v, i) => (i < 300 ? v + 400 : v)),
      24,
    )!;
    expect(shift.multiplicative).toBe(false);
    expect(Math.min(...levelled(Float64Array.of(10, 20), { ...shift, index: 2 }, none))).toBe(0);
  });
});

test("what stops or begins has no other level", () => {
  const stopped = (i: number): number => (i < 400 ? 1 : 0.001);
  expect(
    lastLevelShift(
      daily(672).map((v, i) => v * stopped(i)),
      24,
    ),
  ).toBeNull();
  expect(
    lastLevelShift(
      daily(672).map((v, i) => v * stopped(671 - i)),
      24,
    ),
  ).toBeNull();
});

test("growth, seasons, noise and wandering are no change of level", () => {
  let mistaken = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const random = seededRandom(seed);
    let level = 500;
    const wandering = Float64Array.from({ length: 700 }, () => (level += 5 * random.normal()));
    if (lastLevelShift(wandering, 24) !== null) mistaken++;
    expect(lastLevelShift(usage(700, seed, 0.2), 168)).toBeNull();
    expect(
      lastLevelShift(
        daily(700, seed).map((v, i) => v + i * seed * 0.05),
        24,
      ),
    ).toBeNull();
    expect(
      lastLevelShift(
        daily(700, seed).map((v, i) => v * Math.exp(i / 300)),
        24,
      ),
    ).toBeNull();
    const logistic = Float64Array.from(
      { length: 700 },
      (_, i) => 800 / (1 + Math.exp(-(i - 300) / 80)) + random.normal(),
    );
    expect(lastLevelShift(logistic, 24)).toBeNull();
  }
  // A wandering series may leap once.
  expect(mistaken).toBeLessThanOrEqual(2);
});
