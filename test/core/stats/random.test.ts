import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../core/stats/random.ts";

describe("seededRandom", () => {
  it("repeats itself for a seed and differs between seeds and streams", () => {
    const first = (seed: number, stream: number): number[] => {
      const random = seededRandom(seed, stream);
      return Array.from({ length: 5 }, random.uniform);
    };
    expect(first(1, 2)).toEqual(first(1, 2));
    expect(first(1, 2)).not.toEqual(first(2, 1));
    expect(first(1, 2)).not.toEqual(first(1, 3));
  });

  it("is uniform and normal: mean, variance and tails", () => {
    const random = seededRandom(42);
    const n = 200_000;
    let [sum, squares, far, uniform] = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const z = random.normal();
      sum += z;
      squares += z * z;
      if (Math.abs(z) > 1.959964) far++;
      uniform += random.uniform();
    }
    expect(Math.abs(sum / n)).toBeLessThan(0.01);
    expect(squares / n).toBeCloseTo(1, 1.7);
    expect(far / n).toBeCloseTo(0.05, 2);
    expect(uniform / n).toBeCloseTo(0.5, 2);
  });
});
