import { expect, test } from "vitest";
import { type Evidence, scoreScale } from "../../../core/capacity/score-scale.ts";
import { seededRandom } from "../../../core/stats/index.ts";

const [points, horizon, season] = [480, 24, 24];
const origins = Array.from({ length: 16 }, (_, i) => points - horizon - 24 * (15 - i));

/** A series whose forecasts are right but for its noise. */
function evidence(mean: (i: number) => number, spread: (i: number) => number): Evidence {
  const random = seededRandom(5);
  const y = Float64Array.from({ length: points }, (_, i) => mean(i) + spread(i) * random.normal());
  const residuals = origins.map((origin) =>
    Float64Array.from({ length: horizon }, (_, h) => y[origin + h]! - mean(origin + h)),
  );
  return { y, season, longest: season, origins, residuals };
}

const flat = (value: number): Float64Array => new Float64Array(horizon).fill(value);
const average = (row: Float64Array): number => row.reduce((a, b) => a + b, 0) / row.length;

test("where noise is a share of a growing level, it is expected to grow with it", () => {
  const growing = (i: number): number => 10 * Math.exp(0.005 * i);
  const scale = scoreScale(evidence(growing, (i) => 0.1 * growing(i)));
  const next = Float64Array.from({ length: horizon }, (_, h) => growing(points + h));
  const wanted = 0.1 * average(next) * Math.sqrt(2 / Math.PI);
  expect(average(scale({ origin: points, mean: next }))).toBeGreaterThan(0.75 * wanted);
  expect(average(scale({ origin: points, mean: next }))).toBeLessThan(1.35 * wanted);
});

test("where noise stays as it is while the level grows, it is expected to stay", () => {
  const growing = (i: number): number => 10 * Math.exp(0.005 * i);
  const scale = scoreScale(evidence(growing, () => 3));
  const expected = average(scale({ origin: points, mean: flat(2 * growing(points)) }));
  expect(expected).toBeGreaterThan(0.7 * 3 * Math.sqrt(2 / Math.PI));
  expect(expected).toBeLessThan(1.4 * 3 * Math.sqrt(2 / Math.PI));
});

test("after a loud stretch more is expected than after a calm one, and this fades along the horizon", () => {
  const loud = (i: number): boolean => Math.floor(i / 96) % 2 === 0;
  const scale = scoreScale(
    evidence(
      () => 200,
      (i) => (loud(i) ? 20 : 2),
    ),
  );
  const [calm, noisy] = [384, 480].map((origin) => scale({ origin, mean: flat(200) }));
  const ratio = (h: number): number => noisy![h]! / calm![h]!;
  expect(ratio(0)).toBeGreaterThan(2);
  expect(ratio(horizon - 1)).toBeLessThan(ratio(0));
});

test("nothing after an origin bears on what is expected there", () => {
  const whole = evidence(
    (i) => 100 + i,
    () => 5,
  );
  const known = { ...whole, origins: origins.slice(0, -1), residuals: whole.residuals.slice(0, -1) };
  const place = { origin: origins.at(-1)!, mean: flat(500) };
  const changed = known.y.map((value, i) => (i < place.origin ? value : 1e9));
  expect(scoreScale({ ...known, y: changed })(place)).toEqual(scoreScale(known)(place));
});

test("an idle series, one without error and one of nothing are no trouble", () => {
  for (const value of [0, 7]) {
    const scale = scoreScale(
      evidence(
        () => value,
        () => 0,
      ),
    );
    expect([...scale({ origin: points, mean: flat(value) })]).toEqual([...flat(0)]);
  }
});
