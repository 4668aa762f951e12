import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holm } from "../../../core/stats/holm.ts";

const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

describe("holm", () => {
  it("adjusts as R's p.adjust(c(0.01, 0.04, 0.03, 0.005), 'holm')", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    for (const [i, wanted] of [0.03, 0.06, 0.06, 0.02].entries()) expect(adjusted[i]).toBeCloseTo(wanted, 12);
  });

  it("never lowers a p, keeps their order, and lies within m times the p", () => {
    fc.assert(
      fc.property(ps, (p) => {
        const adjusted = holm(p);
        p.forEach((raw, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(raw);
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          p.forEach((other, j) => {
            if (raw < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] as number);
          });
        });
      }),
    );
  });

  it("weights shift alpha: a hypothesis with nine tenths pays a ninth of the other's price", () => {
    const [first, second] = holm([0.009, 0.009], [0.9, 0.1]);
    expect(first).toBeCloseTo(0.01, 12);
    expect(second).toBeCloseTo(0.01, 12);
    expect(holm([0.5, 0.009], [0.9, 0.1])[1]).toBeCloseTo(0.09, 12);
  });

  it("of nothing is nothing", () => expect(holm([])).toEqual([]));
});
