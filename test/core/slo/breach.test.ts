import { describe, expect, it } from "vitest";
import { evaluateBreach, type Reading, type Slo } from "../../../core/slo/index.ts";

const slo: Slo = {
  limits: [
    { name: "errors", signal: "errorShare", max: 0.05, windowSeconds: 5, minRequests: 50 },
    { name: "slow", signal: "p95Ms", max: 100, windowSeconds: 5, minRequests: 50 },
  ],
  objectives: [],
};
const bounds = [10, 100, 1000, Number.POSITIVE_INFINITY];
const reading = (
  at: number,
  requests: number,
  errors: number,
  counts = [requests, requests, requests, requests],
): Reading => ({
  at,
  counters: { group: "canary", color: "green", requests, errors, latency: { upperBoundsMs: bounds, counts } },
});

describe("evaluateBreach", () => {
  it("names the limit, the value and the instant of the reading", () => {
    expect(evaluateBreach(slo, [reading(0, 0, 0), reading(2000, 100, 10)], 2100)).toEqual({
      kind: "breach",
      limit: "errors",
      signal: "errorShare",
      value: 0.1,
      max: 0.05,
      at: 2000,
    });
    expect(evaluateBreach(slo, [reading(0, 0, 0), reading(2000, 100, 0, [0, 0, 100, 100])], 2100)).toMatchObject({
      limit: "slow",
    });
  });

  it("is none within the limits, at the limit, and with too few requests", () => {
    expect(evaluateBreach(slo, [reading(0, 0, 0), reading(2000, 100, 5)], 2100).kind).toBe("none");
    expect(evaluateBreach(slo, [reading(0, 0, 0), reading(2000, 49, 49)], 2100).kind).toBe("none");
  });

  it("forgets what is older than the window", () => {
    const readings = [reading(0, 0, 0), reading(1000, 100, 50), reading(7000, 200, 50), reading(8000, 300, 50)];
    expect(evaluateBreach(slo, readings, 8100).kind).toBe("none");
  });

  it("is unknown, never none, when nothing or nothing recent could be read", () => {
    expect(evaluateBreach(slo, [], 0).kind).toBe("unknown");
    expect(evaluateBreach(slo, [{ at: 0, counters: null }], 0).kind).toBe("unknown");
    expect(evaluateBreach(slo, [reading(0, 0, 0), reading(1000, 100, 50)], 60_000).kind).toBe("unknown");
  });

  it("does not read a restart of the source as a breach", () => {
    expect(evaluateBreach(slo, [reading(0, 1000, 900), reading(1000, 100, 0)], 1100).kind).toBe("none");
  });
});
