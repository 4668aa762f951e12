import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BettingSequence, type BettingSettings, type Random, seededRandom } from "../../../core/stats/index.ts";

const fair: BettingSettings = { slope: 1, offset: 0, share: 0.5, tuning: 1000, range: null };
const rates: BettingSettings = { ...fair, range: [0, 1] };

/** Subjects at which evidence reaches 20, or null. */
function stop(settings: BettingSettings, size: number, random: Random, draw: (inB: boolean) => number): number | null {
  const sequence = new BettingSequence(settings);
  for (let n = 1; n <= size; n++) {
    const inB = random.uniform() < settings.share;
    sequence.add(inB, draw(inB));
    if (sequence.evidence >= 20) return n;
  }
  return null;
}

function share(runs: number, settings: BettingSettings, size: number, draw: (random: Random, inB: boolean) => number) {
  let stopped = 0;
  for (let run = 0; run < runs; run++) {
    const random = seededRandom(11, run);
    if (stop(settings, size, random, (inB) => draw(random, inB)) !== null) stopped++;
  }
  return stopped / runs;
}

describe("a betting sequence", () => {
  it("rarely speaks where arms differ by exactly what is borne, and soon where by more", () => {
    const borne = { ...rates, slope: 1.5 };
    const rate = (a: number, b: number) => (random: Random, inB: boolean) => (random.uniform() < (inB ? b : a) ? 1 : 0);
    expect(share(600, borne, 2000, rate(0.1, 0.15))).toBeLessThanOrEqual(0.06);
    expect(share(100, borne, 6000, rate(0.1, 0.2))).toBeGreaterThan(0.9);
    const points = { ...rates, offset: 0.05 };
    expect(share(600, points, 2000, rate(0.1, 0.15))).toBeLessThanOrEqual(0.06);
    expect(share(100, points, 6000, rate(0.1, 0.2))).toBeGreaterThan(0.9);
    const fewer = { ...rates, slope: 0.8, range: [-1, 0] as const };
    const success = (a: number, b: number) => (random: Random, inB: boolean) => -rate(a, b)(random, inB) || 0;
    expect(share(600, fewer, 2000, success(0.5, 0.4))).toBeLessThanOrEqual(0.06);
    expect(share(100, fewer, 6000, success(0.5, 0.3))).toBeGreaterThan(0.9);
  });

  it("rarely speaks of values scaled by the margin, however heavy their tail and unequal the split", () => {
    for (const split of [0.1, 0.5, 0.9]) {
      const borne = { ...fair, share: split, slope: 1.2 };
      const draw = (random: Random, inB: boolean) => random.uniform() ** (-1 / 1.5) * (inB ? 1.2 : 1);
      expect(share(400, borne, 1500, draw)).toBeLessThanOrEqual(0.06);
    }
  });

  it("is not blind to a few events where control has none", () => {
    const random = seededRandom(3, 1);
    const found = stop(rates, 2000, random, (inB) => (inB && random.uniform() < 0.05 ? 1 : 0));
    expect(found).toBeLessThan(600);
  });

  it("is not blinded by one wild value", () => {
    const draw = (random: Random) => {
      let n = 0;
      return (inB: boolean) => (++n === 50 ? 1e15 : random.normal() + (inB ? 0.5 : 0));
    };
    const random = seededRandom(9, 4);
    expect(stop(fair, 2000, random, draw(random))).toBeLessThan(600);
  });

  it("does not depend on the unit of values", () => {
    const outcome = (unit: number): number => {
      const [random, sequence] = [seededRandom(5, 2), new BettingSequence(fair)];
      for (let i = 0; i < 500; i++) sequence.add(i % 2 === 1, unit * (random.normal() + (i % 2) / 4));
      return sequence.evidence;
    };
    expect(outcome(1000)).toBeCloseTo(outcome(1), 6);
    expect(outcome(1)).toBeGreaterThan(1);
  });

  it("speaks earlier with what explains a subject's value (CUPED)", () => {
    const median = (withPre: boolean): number => {
      const stops = Array.from({ length: 25 }, (_, run) => {
        const [random, sequence] = [seededRandom(6, run), new BettingSequence(fair)];
        for (let n = 1; n <= 5000; n++) {
          const [inB, pre] = [random.uniform() < 0.5, 3 * random.normal()];
          sequence.add(inB, pre + random.normal() + (inB ? 0.5 : 0), withPre ? pre : undefined);
          if (sequence.evidence >= 20) return n;
        }
        return 5000;
      });
      return stops.sort((a, b) => a - b)[12]!;
    };
    expect(median(true)).toBeLessThan(median(false) / 3);
  });

  it("has evidence that is a number, at least 1 and never falls, whatever comes", () => {
    const settings = fc.record({
      slope: fc.double({ min: 0.01, max: 10, noNaN: true }),
      offset: fc.double({ min: 0, max: 10, noNaN: true }),
      share: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      tuning: fc.integer({ min: 10, max: 1e9 }),
    });
    const steps = fc.array(
      fc.tuple(fc.boolean(), fc.constantFrom(0, 1), fc.double({ noNaN: true, min: -1e12, max: 1e12 })),
      {
        maxLength: 200,
      },
    );
    fc.assert(
      fc.property(settings, steps, fc.boolean(), (given, subjects, proportion) => {
        const sequence = new BettingSequence({ ...given, range: proportion ? [0, 1] : null });
        let last = 1;
        for (const [inB, event, value] of subjects) {
          sequence.add(inB, proportion ? event : value);
          expect(sequence.evidence).toBeGreaterThanOrEqual(last);
          last = sequence.evidence;
        }
      }),
    );
  });
});
