import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  burnWindows,
  evaluateBreach,
  fastBurn,
  type KnownReading,
  type Objective,
  sloSchema,
} from "../../../core/slo/index.ts";

const objectiveOf = (more: object = {}): Objective =>
  sloSchema.parse({ objectives: [{ name: "availability", kind: "availability", target: 0.99, ...more }] })
    .objectives[0]!;

/** Readings every half second; `bad(second)` of `rate` requests a second fail. @param restartAt the source counts anew */
function readings(seconds: number, bad: (second: number) => number, rate = 100, restartAt = -1): KnownReading[] {
  let [requests, errors] = [0, 0];
  return Array.from({ length: seconds * 2 + 1 }, (_, n) => {
    if (n > 0) {
      requests += rate / 2;
      errors += bad((n - 1) / 2) / 2;
    }
    if (n === restartAt * 2) [requests, errors] = [0, 0];
    const latency = { upperBoundsMs: [100, Number.POSITIVE_INFINITY], counts: [requests - errors, requests] };
    return { at: n * 500, counters: { group: "canary", color: "green", requests, errors, latency } };
  });
}
/** 1 h and 5 min scaled to a period of one day, alone. */
const day = { burn: [{ rate: 14.4, longSeconds: 120, shortSeconds: 10 }] };

describe("fast burn", () => {
  test("windows scale with the period, so that each pair spends the same share of the budget", () => {
    for (const periodDays of [1, 7, 30, 90])
      for (const [index, share] of [0.02, 0.05].entries()) {
        const { rate, longSeconds } = burnWindows(objectiveOf({ periodDays }))[index]!;
        expect((rate * longSeconds) / (periodDays * 86_400)).toBeCloseTo(share, 10);
      }
    expect(burnWindows(objectiveOf())[0]).toEqual({ rate: 14.4, longSeconds: 3_600, shortSeconds: 300 });
  });

  test("is a breach above 14.4 in both windows, and none at or below it", () => {
    expect(
      fastBurn(
        objectiveOf(day),
        readings(150, () => 20),
      ),
    ).toMatchObject({ rate: expect.closeTo(20, 6) });
    expect(
      fastBurn(
        objectiveOf(day),
        readings(150, () => 14.4),
      ),
    ).toBeNull();
    const breach = evaluateBreach(
      { limits: [], objectives: [objectiveOf(day)] },
      readings(150, () => 20),
      150_100,
    );
    expect(breach).toMatchObject({ kind: "breach", signal: "burnRate", max: 14.4, at: 150_000 });
    expect((breach as { limit: string }).limit).toBe("availability burn rate over 2 min and 10 s");
  });

  test("needs both windows: neither what is over nor what has just begun is one", () => {
    expect(
      fastBurn(
        objectiveOf(day),
        readings(150, (s) => (s < 100 ? 30 : 0)),
      ),
      "over",
    ).toBeNull();
    expect(
      fastBurn(
        objectiveOf(day),
        readings(150, (s) => (s < 145 ? 0 : 50)),
      ),
      "a blip",
    ).toBeNull();
    expect(
      fastBurn(
        objectiveOf(day),
        readings(150, (s) => (s < 100 ? 0 : 50)),
      ),
      "it lasts",
    ).not.toBeNull();
  });

  test("needs the short window covered and enough requests and bad ones", () => {
    expect(
      fastBurn(
        objectiveOf(day),
        readings(8, () => 50),
      ),
    ).toBeNull();
    expect(
      fastBurn(
        objectiveOf(day),
        readings(12, () => 50),
      ),
    ).not.toBeNull();
    expect(
      fastBurn(
        objectiveOf({ ...day, minRequests: 2_000 }),
        readings(150, () => 50),
      ),
    ).toBeNull();
    expect(
      fastBurn(
        objectiveOf({ ...day, minBad: 600 }),
        readings(150, () => 50),
      ),
    ).toBeNull();
    expect(
      fastBurn(
        objectiveOf(day),
        readings(150, () => 1, 2),
      ),
      "low traffic",
    ).toBeNull();
  });

  test("latency counts what is slower than its bucket", () => {
    const slow = objectiveOf({ ...day, kind: "latency", thresholdMs: 90 });
    expect(
      fastBurn(
        slow,
        readings(150, () => 20),
      ),
    ).not.toBeNull();
    expect(
      fastBurn(
        objectiveOf({ ...day, kind: "latency", thresholdMs: 101 }),
        readings(150, () => 20),
      ),
    ).toBeNull();
  });

  test("a source that was restarted makes no breach and hides none", () => {
    expect(
      fastBurn(
        objectiveOf(day),
        readings(150, () => 20, 100, 145),
      ),
    ).not.toBeNull();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 149 }), fc.integer({ min: 0, max: 14 }), (restartAt, bad) => {
        expect(
          fastBurn(
            objectiveOf(day),
            readings(150, () => bad, 100, restartAt),
          ),
        ).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  test("never at a share of bad requests that the rate allows, whatever their order", () => {
    const seconds = fc.array(fc.integer({ min: 0, max: 14 }), { minLength: 150, maxLength: 150 });
    fc.assert(
      fc.property(seconds, (bad) => {
        expect(
          fastBurn(
            objectiveOf(day),
            readings(150, (s) => bad[Math.floor(s)]!),
          ),
        ).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    [{}, /at least one/],
    [{ objectives: [{ name: "a", kind: "latency", target: 0.9 }] }, /thresholdMs/],
    [{ objectives: [{ name: "a", kind: "availability", target: 1 }] }, /target/],
    [
      {
        objectives: [
          { name: "a", kind: "availability", target: 0.9, burn: [{ rate: 2, longSeconds: 5, shortSeconds: 5 }] },
        ],
      },
      /less than longSeconds/,
    ],
  ])("bad input %j is named", (value, says) => {
    const parsed = sloSchema.safeParse(value);
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).toMatch(says);
  });
});
