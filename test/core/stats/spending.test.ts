import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alwaysValidFromP, alwaysValidP } from "../../../core/stats/always-valid.ts";
import { normalSf } from "../../../core/stats/normal.ts";
import { seededRandom } from "../../../core/stats/random.ts";
import { nominalLevel, sequentialP, spentAlpha } from "../../../core/stats/spending.ts";

describe("alpha spending", () => {
  it("spends nothing at first and everything at the end, rising", () => {
    expect(spentAlpha(0.05, 0)).toBe(0);
    expect(spentAlpha(0.05, 1)).toBe(0.05);
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.98, noNaN: true }),
        fc.double({ min: 1e-4, max: 0.2, noNaN: true }),
        (t, alpha) => {
          expect(spentAlpha(alpha, t)).toBeLessThan(spentAlpha(alpha, t + 0.01));
        },
      ),
    );
  });

  it("has the published boundaries for five looks at one-sided 0.025: 4.877, 3.357, 2.680, 2.290, 2.031", () => {
    for (const [k, z] of [4.877, 3.357, 2.68, 2.29, 2.031].entries())
      expect(nominalLevel(0.025, k + 1, 5) / normalSf(z)).toBeCloseTo(1, 1.5);
  });

  it("holds its level: a null Brownian motion seen ten times crosses in alpha of the draws", () => {
    const random = seededRandom(11);
    const alpha = 0.05;
    const limits = Array.from({ length: 10 }, (_, k) => nominalLevel(alpha, k + 1, 10));
    let crossed = 0;
    const draws = 20_000;
    for (let i = 0; i < draws; i++) {
      let sum = 0;
      for (let k = 1; k <= 10; k++) {
        sum += random.normal();
        if (normalSf(sum / Math.sqrt(k)) <= limits[k - 1]!) {
          crossed++;
          break;
        }
      }
    }
    expect(Math.abs(crossed / draws - alpha)).toBeLessThan(0.005);
  });

  it("sequentialP inverts the nominal level, rises with p, and is p itself for one look", () => {
    for (const looks of [2, 5, 10])
      for (const alpha of [0.2, 0.017, 0.001, 1e-6])
        for (let look = 1; look <= looks; look += 2)
          expect(sequentialP(nominalLevel(alpha, look, looks), look, looks) / alpha).toBeCloseTo(1, 1.9);
    const p = fc.double({ min: 1e-12, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(p, p, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(sequentialP(low, 3, 4)).toBeLessThanOrEqual(sequentialP(high, 3, 4) + 1e-15);
        expect(sequentialP(low, 3, 4)).toBeGreaterThanOrEqual(low);
        expect(sequentialP(a, 1, 1)).toBe(a);
      }),
    );
  });
});

describe("always-valid p", () => {
  it("is never below alpha for more than alpha of the walks, however long they are watched", () => {
    const random = seededRandom(5);
    let crossed = 0;
    for (let i = 0; i < 1000; i++) {
      let sum = 0;
      for (let n = 1; n <= 1000; n++) {
        sum += random.normal();
        if (alwaysValidP(sum / Math.sqrt(n), n) <= 0.05) {
          crossed++;
          break;
        }
      }
    }
    expect(crossed / 1000).toBeLessThanOrEqual(0.05);
  });

  it("finds a drift in time", () => {
    const random = seededRandom(6);
    let sum = 0;
    let smallest = 1;
    for (let n = 1; n <= 400; n++) {
      sum += random.normal() + 0.4;
      smallest = Math.min(smallest, alwaysValidP(sum / Math.sqrt(n), n));
    }
    expect(smallest).toBeLessThan(1e-6);
  });

  it("asks for more than the p of one look, and is 1 without information", () => {
    expect(alwaysValidFromP(0.01, 50)).toBeGreaterThan(0.01);
    expect(alwaysValidFromP(0.6, 50)).toBe(1);
    expect(alwaysValidFromP(1e-9, 0)).toBe(1);
  });
});
