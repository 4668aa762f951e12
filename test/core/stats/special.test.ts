import { describe, expect, it } from "vitest";
import { logGamma } from "../../../core/stats/gamma.ts";
import { kolmogorovSf } from "../../../core/stats/kolmogorov.ts";
import { normalQuantile, normalSf } from "../../../core/stats/normal.ts";
import { golden } from "./golden.ts";

const close = (actual: number, wanted: number, relative: number): void =>
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(Math.max(Math.abs(wanted) * relative, 1e-300));

describe("special functions against SciPy", () => {
  it("normalSf, relative 1e-11", () => {
    for (const [z, p] of golden.special.normalSf) close(normalSf(z), p, 1e-11);
  });
  it("normalQuantile, relative 1e-13", () => {
    for (const [p, z] of golden.special.normalQuantile) close(normalQuantile(p), z, 1e-13);
  });
  it("kolmogorovSf, absolute 1e-10", () => {
    for (const [n, d, p] of golden.special.kolmogorovSf)
      expect(Math.abs(kolmogorovSf(n, d) - p), `n=${n} d=${d}`).toBeLessThanOrEqual(1e-10);
  });
  it("logGamma, relative 1e-13", () => {
    for (const [x, value] of golden.special.logGamma) close(logGamma(x), value, 1e-13);
  });
});
