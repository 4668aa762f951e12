import { describe, expect, it } from "vitest";
import { periodAt } from "../../../../core/slo/index.ts";
import { definitionsOf, oneSlo, sloDocument } from "../../../support/slo-documents.ts";

const settings = (spec: string): string =>
  `apiVersion: maestro-conductor/v1\nkind: SloSettings\nmetadata: {name: orders-availability}\nspec: ${spec}\n`;

describe("OpenSLO v1", () => {
  it("is read with the burn windows of its period and our defaults", () => {
    const slo = oneSlo(sloDocument());
    expect(slo).toMatchObject({ target: 0.999, service: "orders", period: { kind: "rolling", ms: 30 * 86_400_000 } });
    expect(
      slo.burn.map(({ rate, longSeconds, shortSeconds }) => [rate, longSeconds / 3_600, shortSeconds / 60]),
    ).toEqual([
      [14.4, 1, 5],
      [6, 6, 30],
      [3, 24, 120],
      [1, 72, 360],
    ]);
  });

  it("scales the windows with the period", () => {
    const [fast] = oneSlo(sloDocument({ window: "{duration: 1w, isRolling: true}" })).burn;
    expect(fast!.longSeconds).toBeCloseTo((3_600 * 7) / 30, 9);
  });

  it("takes targetPercent for the same as target", () => {
    expect(oneSlo(sloDocument({ target: "targetPercent: 99.9" })).target).toBe(0.999);
  });

  it("follows references to indicator, data source, policy and condition across files", () => {
    const slo = oneSlo(
      `apiVersion: openslo/v1
kind: SLO
metadata: {name: latency}
spec:
  service: orders
  indicatorRef: fast
  timeWindow: [{duration: 28d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{op: lte, value: 300, target: 0.99}]
  alertPolicies: [{alertPolicyRef: pages}]
`,
      `apiVersion: openslo/v1
kind: SLI
metadata: {name: fast}
spec: {thresholdMetric: {metricSource: {metricSourceRef: prod, spec: {query: p95}}}}
---
apiVersion: openslo/v1
kind: DataSource
metadata: {name: prod}
spec: {type: prometheus, connectionDetails: {url: "http://prometheus.example:9090"}}
---
apiVersion: openslo/v1
kind: AlertPolicy
metadata: {name: pages}
spec: {alertWhenBreaching: true, conditions: [{conditionRef: fast-burn}], notificationTargets: [{targetRef: x}]}
---
apiVersion: openslo/v1
kind: AlertCondition
metadata: {name: fast-burn}
spec: {severity: page, condition: {kind: burnrate, threshold: 2, lookbackWindow: 1h, alertAfter: 5m}}
`,
    );
    expect(slo.indicator).toMatchObject({ kind: "threshold", op: "lte", value: 300, metric: { query: "p95" } });
    expect(slo.alerts).toMatchObject([
      { name: "fast-burn", threshold: 2, lookbackMs: 3_600_000, alertAfterMs: 300_000 },
    ]);
  });

  it("finds the calendar month of a zone, where days of 23 and 25 hours count as they are", () => {
    const window = "{duration: 1M, calendar: {startTime: 2026-01-01 00:00:00, timeZone: Europe/Berlin}}";
    const { period } = oneSlo(sloDocument({ window }));
    const october = periodAt(period, Date.parse("2026-10-15T00:00:00Z"));
    expect(october).toEqual({ start: Date.parse("2026-09-30T22:00:00Z"), end: Date.parse("2026-10-31T23:00:00Z") });
  });
});

describe("what is wrong is named with its place and what to do", () => {
  const cases: [string, string | string[], string, RegExp][] = [
    ["an objective of 100 %", sloDocument({ target: "target: 1" }), "slo-objective", /leaves no budget/],
    ["an objective above 1", sloDocument({ target: "target: 99.9" }), "slo-objective", /between 0 and 1/],
    ["a percentage of 100", sloDocument({ target: "targetPercent: 100" }), "slo-objective", /leaves no budget/],
    ["no objective at all", sloDocument({ target: "displayName: x" }), "slo-objective", /either target or/],
    ["an unknown period", sloDocument({ window: "{duration: 30x, isRolling: true}" }), "slo-period-unknown", /30x/],
    [
      "a rolling month",
      sloDocument({ window: "{duration: 1M, isRolling: true}" }),
      "slo-period-unsupported",
      /no fixed length/,
    ],
    ["two SLOs of one name", [sloDocument(), sloDocument()], "name-twice", /slo\/0.yaml:1/],
    ["an unknown key", sloDocument({ target: "target: 0.9, weight: 1" }), "unknown-key", /weight/],
    ["another version", "apiVersion: openslo/v2\nkind: SLO\n", "slo-kind", /openslo\/v2/],
    ["another kind", "apiVersion: openslo/v1\nkind: Sloe\n", "slo-kind", /Sloe/],
    ["time slices without a window", sloDocument({ method: "Timeslices" }), "slo-slices", /timeSliceWindow/],
    ["another source", sloDocument().replaceAll("type: File", "type: Datadog"), "slo-source-unsupported", /Datadog/],
    [
      "a source that is not defined",
      sloDocument().replaceAll("type: File", "metricSourceRef: x"),
      "reference-unknown",
      /DataSource x/,
    ],
    ["settings of no SLO", [sloDocument({ name: "other" }), settings("{}")], "slo-unknown", /orders-availability/],
    [
      "windows the wrong way round",
      [sloDocument(), settings("{burn: [{rate: 2, longSeconds: 60, shortSeconds: 60}]}")],
      "burn-window",
      /less than/,
    ],
  ];
  it.each(cases)("%s", (_, texts, code, message) => {
    let thrown: { code?: string; message?: string; file?: string; line?: number; next?: string } = {};
    try {
      definitionsOf(...[texts].flat());
    } catch (error) {
      thrown = error as typeof thrown;
    }
    expect(thrown).toMatchObject({ code, file: expect.stringMatching(/^slo\//), line: expect.any(Number) });
    expect(thrown.message).toMatch(message);
    expect(thrown.next).toBeTruthy();
  });
});

it("takes burn windows, minima and tails from our settings", () => {
  const own = settings(`
  burn: [{rate: 1, longSeconds: 600, shortSeconds: 60}]
  minRequests: 7
  tails: [{name: p95, metricSource: {type: File, spec: {file: data/orders.csv, column: p95}}, thresholdMs: 300}]`);
  expect(oneSlo(sloDocument(), own)).toMatchObject({
    burn: [{ rate: 1, longSeconds: 600, shortSeconds: 60 }],
    minRequests: 7,
    minBad: 10,
    tails: [{ name: "p95", thresholdMs: 300 }],
  });
});
