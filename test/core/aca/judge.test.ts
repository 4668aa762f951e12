import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AcaConfigInput, judge, type MetricSamples } from "../../../core/aca/index.ts";
import { InputError } from "../../../core/errors/index.ts";
import { generator } from "./generator.ts";

/** What a cutover judges with. */
const cutover: AcaConfigInput = {
  metrics: [
    { name: "p95_ms", kind: "continuous", direction: "increase", critical: true, margin: 0.2, minSamples: 30 },
    { name: "error_share", kind: "proportion", direction: "increase", critical: true, margin: 0.2, minSamples: 30 },
  ],
  looks: { alpha: 0.002 },
  tests: ["mwu", "ks"],
};
const one: AcaConfigInput = { metrics: [{ name: "m", kind: "continuous", direction: "increase", critical: true }] };

describe("judge in a cutover: Mann-Whitney and Kolmogorov-Smirnov, 30 samples a side", () => {
  const side = (seed: number, factor: number, errors: number): MetricSamples => {
    const g = generator(seed);
    return { p95_ms: g.lognormal(30, 0.15, 20 * factor), error_share: g.shares(30, 25, errors) };
  };
  const share = (factor: number, errors: number, background: number, verdict: string): number => {
    let hits = 0;
    for (let seed = 0; seed < 400; seed++)
      if (judge(cutover, side(seed, 1, background), side(seed + 1e6, factor, errors)).verdict === verdict) hits++;
    return hits / 400;
  };

  it("lets an equal green through, with and without some background errors", () => {
    expect(share(1, 0, 0, "pass")).toBe(1);
    expect(share(1, 0.01, 0.01, "pass")).toBeGreaterThanOrEqual(0.995);
  });
  it("lets a green 5 % slower through", () => expect(share(1.05, 0, 0, "pass")).toBe(1));
  it("fails doubled latency every time", () => expect(share(2, 0, 0, "fail")).toBe(1));
  it("fails 10 % errors every time", () => expect(share(1, 0.1, 0, "fail")).toBe(1));
  it("is inconclusive at 29 samples on one side", () => {
    const few = { p95_ms: side(2, 2, 0.5).p95_ms!, error_share: generator(3).shares(29, 25, 0.5) };
    const verdict = judge(cutover, side(1, 1, 0), few);
    expect(verdict.metrics[1]).toMatchObject({
      verdict: "inconclusive",
      reason: { code: "too-few-samples" },
      pValue: null,
    });
  });
});

describe("judge without usable data", () => {
  const useless = fc.oneof(
    fc.constant([]),
    fc.constant(undefined),
    fc.array(fc.constantFrom(null, Number.NaN), { minLength: 1, maxLength: 60 }),
    fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 4 }),
    fc.constantFrom("nodata", "error").map((outcome) => ({ outcome, text: "the source is down" }) as const),
    fc.constant([...Array(50).fill(1), Number.POSITIVE_INFINITY]),
    fc.constant([...Array(50).fill(1), "2"] as unknown as number[]),
  );
  const good = fc.array(fc.double({ min: 0, max: 1e3, noNaN: true }), { minLength: 30, maxLength: 60 });

  it("never passes and never fails, whatever the policy for missing values", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(useless, fc.oneof(useless, good), fc.boolean(), fc.boolean()), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.constantFrom("drop" as const, "zero" as const, "fail" as const),
        (sides, nan) => {
          const config: AcaConfigInput = {
            metrics: sides.map(([, , critical], i) => ({
              name: `m${i}`,
              kind: "continuous",
              direction: "either",
              critical,
              nan,
            })),
          };
          const record = (pick: (s: (typeof sides)[number]) => unknown): MetricSamples =>
            Object.fromEntries(
              sides.map((s, i) => [`m${i}`, pick(s)]).filter(([, v]) => v !== undefined),
            ) as MetricSamples;
          const verdict = judge(
            config,
            record((s) => (s[3] ? s[0] : s[1])),
            record((s) => (s[3] ? s[1] : s[0])),
          );
          const allowed = nan === "fail" ? ["inconclusive", "error", "fail"] : ["inconclusive", "error"];
          expect(allowed).toContain(verdict.verdict);
          for (const metric of verdict.metrics)
            if (metric.verdict === "fail") expect(metric.reason.code).toBe("missing-values");
          expect(verdict.metrics.every((metric) => metric.verdict !== "pass")).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("a metric name such as __proto__ or toString has no data, rather than something inherited", () => {
    for (const name of ["toString", "constructor", "__proto__"]) {
      const config: AcaConfigInput = { metrics: [{ name, kind: "count", direction: "increase" }] };
      expect(judge(config, {}, {}).metrics[0]).toMatchObject({ verdict: "inconclusive", reason: { code: "no-data" } });
    }
  });
});

describe("judge on odd but usable data", () => {
  it("passes identical, constant and all-zero sides", () => {
    for (const values of [Array(40).fill(0), Array(40).fill(7), generator(1).lognormal(40, 0.3, 1)])
      expect(judge(one, { m: values }, { m: values })).toMatchObject({ verdict: "pass", score: 1 });
  });

  it("fails a canary that rose above a constant baseline, and passes one that fell", () => {
    expect(judge(one, { m: Array(30).fill(5) }, { m: Array(30).fill(6) }).verdict).toBe("fail");
    expect(judge(one, { m: Array(30).fill(5) }, { m: Array(30).fill(4) }).verdict).toBe("pass");
  });

  it("sees a doubling at magnitude 1e-5 as well as at 1e5", () => {
    const g = generator(4);
    const [base, canary] = [g.lognormal(30, 0.3, 1), g.lognormal(30, 0.3, 2)];
    for (const scale of [1e-5, 1, 1e5]) {
      const verdict = judge(one, { m: base.map((v) => v * scale) }, { m: canary.map((v) => v * scale) });
      expect(verdict.verdict).toBe("fail");
      expect(verdict.metrics[0]?.shift?.relative).toBeGreaterThan(0.7);
    }
  });

  it("gives the same verdict and p-values when both sides are scaled by a power of two", () => {
    const values = fc.array(fc.double({ min: 0, max: 1e3, noNaN: true }), { minLength: 8, maxLength: 40 });
    fc.assert(
      fc.property(values, values, fc.integer({ min: -20, max: 20 }), (a, b, power) => {
        const [x, y] = [a.map((v) => Math.fround(v)), b.map((v) => Math.fround(v))];
        const scaled = (side: number[]) => ({ m: side.map((v) => v * 2 ** power) });
        const plain = judge(one, { m: x }, { m: y }).metrics[0]!;
        const other = judge(one, scaled(x), scaled(y)).metrics[0]!;
        expect(other.verdict).toBe(plain.verdict);
        expect(other.tests).toEqual(plain.tests);
      }),
      { numRuns: 60 },
    );
  });

  it("mwu and ks do not depend on the order of the samples", () => {
    const values = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 10, maxLength: 40 });
    const config: AcaConfigInput = { ...one, tests: ["mwu", "ks"] };
    fc.assert(
      fc.property(values, values, (x, y) => {
        const forward = judge(config, { m: x }, { m: y });
        const backward = judge(config, { m: [...x].reverse() }, { m: [...y].reverse() });
        expect(backward.metrics[0]!.tests).toEqual(forward.metrics[0]!.tests);
        expect(backward.verdict).toBe(forward.verdict);
      }),
      { numRuns: 60 },
    );
  });

  it("the direction decides what is bad", () => {
    const g = generator(9);
    const [base, canary] = [g.lognormal(60, 0.2, 1), g.lognormal(60, 0.2, 0.5)];
    const verdict = (direction: "increase" | "decrease" | "either", margin: number) =>
      judge({ metrics: [{ name: "m", kind: "continuous", direction, margin }] }, { m: base }, { m: canary }).verdict;
    expect([verdict("increase", 0), verdict("decrease", 0), verdict("either", 0)]).toEqual(["pass", "fail", "fail"]);
    expect([verdict("decrease", 0.2), verdict("either", 0.2)]).toEqual(["fail", "fail"]);
    expect([verdict("decrease", 0.7), verdict("either", 0.7)]).toEqual(["pass", "pass"]);
  });

  it("nan: fail fails a canary with missing values, zero counts them as zeros, drop leaves them out", () => {
    const base = Array(30).fill(1);
    const canary = [...Array(29).fill(1), null];
    const finding = (nan: "drop" | "zero" | "fail") =>
      judge({ metrics: [{ name: "m", kind: "count", direction: "increase", nan }] }, { m: base }, { m: canary })
        .metrics[0]!;
    expect(finding("fail")).toMatchObject({ verdict: "fail", reason: { code: "missing-values" } });
    expect(finding("zero").n).toMatchObject({ canary: 30, missing: { canary: 1 } });
    expect(finding("drop").n).toMatchObject({ canary: 29, missing: { canary: 1 } });
  });
});

describe("judge's configuration", () => {
  it("refuses duplicate names, unknown keys, a bad look, and says which field", () => {
    const twice = { metrics: [one.metrics[0]!, one.metrics[0]!] };
    expect(() => judge(twice, {}, {})).toThrow(expect.objectContaining({ code: "duplicate-metric", exitCode: 2 }));
    expect(() => judge({ ...one, extra: 1 } as AcaConfigInput, {}, {})).toThrow(InputError);
    expect(() => judge(one, {}, {}, { look: 2 })).toThrow(expect.objectContaining({ code: "bad-look" }));
  });

  it("digests what it saw: a changed value, config or look changes the digest, a repeat does not", () => {
    const samples = { m: [1, 2, 3, 4, 5, 6] };
    const digest = (config: AcaConfigInput, canary: MetricSamples): string =>
      judge(config, samples, canary).inputDigest;
    const first = digest(one, samples);
    expect(digest(one, { m: [1, 2, 3, 4, 5, 6] })).toBe(first);
    expect(digest(one, { m: [1, 2, 3, 4, 6, 5] })).not.toBe(first);
    expect(digest({ ...one, threshold: 0.8 }, samples)).not.toBe(first);
    expect(digest(one, { m: Float64Array.from(samples.m) })).toBe(first);
  });
});

describe("judge on samples that follow from each other", () => {
  const ramp = (from: number, n: number): number[] => Array.from({ length: n }, (_, i) => from + i);

  it("neither passes nor fails sorted ramps, which are worth about one independent sample a side", () => {
    for (const n of [10, 20, 50, 100, 200])
      for (const rise of [0, n / 2, 2 * n, 100 * n]) {
        const verdict = judge(one, { m: ramp(101, n) }, { m: ramp(101 + rise, n) });
        expect(verdict, `n ${n}, rise ${rise}`).toMatchObject({
          verdict: "inconclusive",
          metrics: [{ reason: { code: "no-power" } }],
        });
        expect(verdict.metrics[0]!.n.effective!.canary).toBeLessThan(3);
        expect(verdict.metrics[0]!.shift!.estimate).toBeCloseTo(rise);
      }
  });

  it("never passes a monotone side against a monotone side, however they rise", () => {
    const side = fc
      .tuple(fc.integer({ min: 6, max: 80 }), fc.double({ min: 0.01, max: 50, noNaN: true }))
      .chain(([n, step]) =>
        fc.array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: n, maxLength: n }).map((steps) => {
          let at = 100;
          return steps.map((share) => (at += share * step));
        }),
      );
    fc.assert(
      fc.property(side, side, (baseline, canary) => {
        expect(judge(one, { m: baseline }, { m: canary }).verdict).not.toBe("pass");
      }),
      { numRuns: 150 },
    );
  });

  it("keeps judging samples with some memory: healthy AR(1) at 0.8 and n = 50 is rarely inconclusive", () => {
    const verdicts = Array.from({ length: 200 }, (_, seed) => {
      const g = generator(seed);
      const side = (): number[] => {
        let state = g.normal();
        return Array.from({ length: 50 }, () => {
          state = 0.8 * state + 0.6 * g.normal();
          return Math.exp(0.3 * state);
        });
      };
      return judge(one, { m: side() }, { m: side() }).verdict;
    });
    expect(verdicts.filter((verdict) => verdict === "inconclusive").length).toBeLessThan(24);
    expect(verdicts.filter((verdict) => verdict === "pass").length).toBeGreaterThan(160);
  });
});
