import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { overall } from "../../../core/aca/score.ts";
import type { Outcome } from "../../../core/aca/verdict.ts";

const metric = (verdict: Outcome, critical = false, weight = 1) => ({ name: verdict, verdict, critical, weight });
const many = (...verdicts: Outcome[]) => verdicts.map((verdict) => metric(verdict));

describe("overall", () => {
  it("passes at the threshold exactly: nine passes and a fail", () => {
    const nine = Array.from({ length: 9 }, () => metric("pass"));
    expect(overall([...nine, metric("fail")], 0.9)).toMatchObject({ verdict: "pass", score: 0.9 });
    expect(overall([...nine, metric("fail", false, 1.1)], 0.9).verdict).toBe("fail");
  });

  it("a critical fail fails whatever the score", () => {
    const passes = Array.from({ length: 99 }, () => metric("pass"));
    expect(overall([...passes, metric("fail", true)], 0.9)).toMatchObject({
      verdict: "fail",
      score: 0.99,
      reason: { code: "critical-fail" },
    });
  });

  it("a critical inconclusive is inconclusive, a critical error an error", () => {
    expect(overall([...many("pass", "pass"), metric("inconclusive", true)], 0.5).verdict).toBe("inconclusive");
    expect(overall([...many("pass", "pass"), metric("error", true)], 0.5).verdict).toBe("error");
    expect(overall([metric("fail", true), metric("inconclusive", true)], 0.9).verdict).toBe("fail");
  });

  it("more than half inconclusive is inconclusive, though the rest would fail", () => {
    expect(overall(many("inconclusive", "inconclusive", "fail"), 0.9)).toMatchObject({
      verdict: "inconclusive",
      reason: { code: "mostly-inconclusive" },
    });
  });

  it("a score missed only because data is missing is inconclusive, not a fail", () => {
    expect(overall(many("pass", "pass", "inconclusive"), 0.9)).toMatchObject({
      verdict: "inconclusive",
      reason: { code: "score-undecided" },
    });
    expect(overall(many("pass", "fail", "inconclusive"), 0.9).verdict).toBe("fail");
  });

  it("never passes and never fails without a single pass or fail", () => {
    const undecided = fc.record({
      name: fc.constant("m"),
      verdict: fc.constantFrom<Outcome>("inconclusive", "error"),
      critical: fc.boolean(),
      weight: fc.double({ min: 0.01, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(undecided, { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (metrics, threshold) => {
          expect(["inconclusive", "error"]).toContain(overall(metrics, threshold).verdict);
        },
      ),
    );
  });
});
