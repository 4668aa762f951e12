import fc from "fast-check";
import { expect, test } from "vitest";
import { merged, tidy } from "../../../../core/capacity/index.ts";

const points = (rows: readonly (readonly [number, number])[]) => ({
  at: Float64Array.from(rows, ([at]) => at),
  value: Float64Array.from(rows, ([, value]) => value),
});

test("says what it found: gaps, doubled, late, not finite, negative", () => {
  const raw = points([
    [10, 1],
    [20, 2],
    [60, 6],
    [49, -5],
    [60, 7],
    [70, Number.POSITIVE_INFINITY],
    [80, Number.NaN],
    [90, 9],
  ]);
  const { points: tidied, report } = tidy(raw, 10, false);
  expect([...tidied.at]).toEqual([10, 20, 50, 60, 90]);
  expect([...tidied.value]).toEqual([1, 2, -5, 7, 9]);
  expect(report).toEqual({
    points: 5,
    start: 10,
    end: 90,
    missing: 4,
    longestGap: 2,
    duplicates: 1,
    late: 1,
    resets: 0,
    notFinite: 1,
    negative: 1,
  });
});

test("a counter becomes rates a second, its resets bridged, also across a gap", () => {
  const raw = points([
    [0, 100],
    [1000, 110],
    [2000, 4],
    [4000, 10],
  ]);
  const { points: tidied, report } = tidy(raw, 1000, true);
  expect([...tidied.at]).toEqual([1000, 2000, 4000]);
  expect([...tidied.value]).toEqual([10, 4, 3]);
  expect(report.resets).toBe(1);
});

test("order does not matter, and what is tidy stays as it is", () => {
  const rows = fc.uniqueArray(
    fc.tuple(fc.integer({ min: 0, max: 500 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 })),
    {
      selector: ([at]) => at,
    },
  );
  fc.assert(
    fc.property(rows, (list) => {
      const spread = list.map(([at, value]): [number, number] => [at * 60, value]);
      const once = tidy(points(spread), 60, false).points;
      expect(tidy(points([...spread].reverse()), 60, false).points).toEqual(once);
      expect(tidy(once, 60, false).points).toEqual(once);
    }),
  );
});

test("merging keeps what was stored, takes corrections, and merging again changes nothing", () => {
  const stored = points([
    [10, 1],
    [20, 2],
  ]);
  const fresh = points([
    [20, 3],
    [30, 4],
  ]);
  const once = merged(stored, fresh);
  expect(once).toEqual({
    points: points([
      [10, 1],
      [20, 3],
      [30, 4],
    ]),
    added: 1,
    changed: 1,
  });
  expect(merged(once.points, fresh)).toMatchObject({ added: 0, changed: 0, points: once.points });
});
