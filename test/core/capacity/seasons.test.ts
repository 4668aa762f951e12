import { describe, expect, test } from "vitest";
import { findSeasons, naturalSeasons } from "../../../core/capacity/index.ts";
import { seededRandom } from "../../../core/stats/index.ts";
import { usage } from "./support.ts";

const [HOUR, DAY] = [3_600_000, 86_400_000];
const repeating = (n: number, period: number): Float64Array => {
  const random = seededRandom(4);
  return Float64Array.from(
    { length: n },
    (_, i) => 100 + 40 * Math.sin((2 * Math.PI * i) / period) + 5 * random.normal(),
  );
};

test.each([
  [HOUR, 700, [24, 168]],
  [HOUR, 300, [24]],
  [HOUR, 40, []],
  [5 * 60_000, 5000, [288, 2016]],
  [DAY, 100, [7]],
  [7 * DAY, 120, [52]],
  [30.436875 * DAY, 60, [12]],
  [91.310625 * DAY, 20, [4]],
  [365.2425 * DAY, 40, []],
])("a step of %d ms and %d points have the calendar's seasons %j", (step, points, seasons) => {
  expect(naturalSeasons(step, points)).toEqual(seasons);
});

describe("a series that repeats itself at another distance", () => {
  test.each([10, 36, 50])("of %d hours has that season", (period) => {
    expect(findSeasons(repeating(600, period), HOUR)).toEqual([period]);
  });

  test("keeps the calendar's where these are as clear, and where nothing repeats", () => {
    expect(findSeasons(usage(700), HOUR)).toEqual([24, 168]);
    expect(findSeasons(repeating(700, 24), HOUR)).toEqual([24, 168]);
    const random = seededRandom(5);
    expect(
      findSeasons(
        Float64Array.from({ length: 700 }, () => random.normal()),
        HOUR,
      ),
    ).toEqual([24, 168]);
    let level = 0;
    expect(
      findSeasons(
        Float64Array.from({ length: 700 }, () => (level += random.normal())),
        HOUR,
      ),
    ).toEqual([24, 168]);
  });
});
