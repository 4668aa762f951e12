import { describe, expect, it } from "vitest";
import { differenceInflation, serialDependence, varianceInflation } from "../../../core/stats/autocorrelation.ts";
import { sorted } from "../../../core/stats/pooled.ts";
import { type Random, seededRandom } from "../../../core/stats/random.ts";

function walk(random: Random, n: number, phi: number): Float64Array {
  let state = random.normal();
  return Float64Array.from({ length: n }, (_, i) => {
    if (i > 0) state = phi * state + Math.sqrt(1 - phi * phi) * random.normal();
    return state;
  });
}

function found(x: Float64Array, y: Float64Array): number {
  return serialDependence(x, sorted(x), y, sorted(y));
}

describe("serialDependence", () => {
  it.each([0.3, 0.5, 0.8])("finds φ = %f in long samples", (phi) => {
    const random = seededRandom(3);
    const [x, y] = [walk(random, 3000, phi), walk(random, 3000, phi)];
    expect(Math.abs(found(x, y) - phi)).toBeLessThan(0.06);
  });

  it("finds none in more than nine of ten independent samples", () => {
    const random = seededRandom(4);
    let none = 0;
    for (let i = 0; i < 1000; i++) if (found(walk(random, 50, 0), walk(random, 50, 0)) === 0) none++;
    expect(none / 1000).toBeGreaterThan(0.9);
    expect(none / 1000).toBeLessThan(0.97);
  });

  it("is blind to a shift between the sides, to scale and to a constant side", () => {
    const random = seededRandom(8);
    const [x, y] = [walk(random, 200, 0.6), walk(random, 200, 0.6)];
    const plain = found(x, y);
    expect(
      found(
        x.map((v) => Math.exp(v) * 8 + 100),
        y,
      ),
    ).toBeCloseTo(plain, 12);
    expect(found(x, new Float64Array(200).fill(3))).toBeGreaterThan(0.4);
    expect(found(new Float64Array(60), new Float64Array(60))).toBe(0);
  });

  it("alternating samples have no memory that would weaken them", () => {
    const zigzag = Float64Array.from({ length: 100 }, (_, i) => i % 2);
    expect(found(zigzag, zigzag)).toBe(0);
  });
});

describe("varianceInflation", () => {
  it("is what the variances of means of AR(1) samples show", () => {
    const random = seededRandom(9);
    for (const [phi, n] of [
      [0.5, 20],
      [0.8, 50],
    ] as const) {
      let squares = 0;
      for (let i = 0; i < 4000; i++) squares += (walk(random, n, phi).reduce((a, b) => a + b, 0) / n) ** 2;
      expect(squares / 4000 / (varianceInflation(phi, n) / n)).toBeCloseTo(1, 1);
    }
  });
  it("is one without memory", () => {
    expect(varianceInflation(0, 10)).toBe(1);
    expect(differenceInflation(0, 10, 100)).toBe(1);
    expect(differenceInflation(0.5, 40, 40)).toBeCloseTo(varianceInflation(0.5, 40), 12);
  });
});
