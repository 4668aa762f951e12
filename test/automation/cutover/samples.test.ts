import { describe, expect, test } from "vitest";
import { checkMetrics, lookSamples, samplesBy } from "../../../automation/cutover/samples.ts";
import { type AcaConfigInput, acaSchema, type MetricSource, type SourceWindow } from "../../../core/aca/index.ts";
import { planOf } from "../../support/cutover-plans.ts";

const metric = (name: string, source?: AcaConfigInput["metrics"][number]["source"]) =>
  ({ name, kind: "continuous", direction: "increase", ...(source === undefined ? {} : { source }) }) as const;
const query = 'p95{service="{{service}}",color="{{color}}",version="{{version}}",role="{{role}}"}';
const main = { type: "prometheus", url: "http://127.0.0.1:1", stepSeconds: 2 } as const;
const plan = planOf({ base: "short" });
const mixed = acaSchema.parse({
  metrics: [metric("p95", { query }), metric("errors", "error_rate"), metric("cpu")],
  sources: { main },
});
const replicas = {
  baseline: { error_rate: [0, 0], cpu: [1, 1] },
  canary: { error_rate: [0.5, 0.5], cpu: [2, null] },
};

test("what has a query is asked for over the watched time, the rest comes from the replicas", async () => {
  const windows: SourceWindow[] = [];
  const source: MetricSource = {
    samples: async (resolved, window) => {
      windows.push(window);
      return { outcome: "data", samples: [resolved.includes("canary") ? 2 : 1], resolved };
    },
  };
  const samples = await lookSamples({
    aca: mixed,
    plan,
    replicas,
    sources: { main: source },
    since: 10_000,
    now: 20_000,
    signal: new AbortController().signal,
  });
  expect(samples.baseline).toEqual({ p95: [1], errors: [0, 0], cpu: [1, 1] });
  expect(samples.canary).toEqual({ p95: [2], errors: [0.5, 0.5], cpu: [2, null] });
  expect(windows).toEqual([0, 1].map(() => ({ start: 10_000, end: 20_000, step: 2_000 })));
  const { from, to, service } = plan;
  expect(samples.origins.filter((origin) => origin.metric === "p95").map((origin) => origin.query)).toEqual([
    `p95{service="${service}",color="${from.color}",version="${from.version}",role="baseline"}`,
    `p95{service="${service}",color="${to.color}",version="${to.version}",role="canary"}`,
  ]);
  expect(samples.origins.filter((origin) => origin.source === "the replicas' /metrics")).toHaveLength(4);
});

test("a source that fails leaves an error, and what is not exposed is empty", async () => {
  const samples = await lookSamples({
    aca: mixed,
    plan,
    replicas: { baseline: {}, canary: {} },
    sources: { main: { samples: () => Promise.reject(new Error("away")) } },
    since: 0,
    now: 1,
    signal: new AbortController().signal,
  });
  expect(samples.canary).toEqual({ p95: { outcome: "error", text: "away" }, errors: [], cpu: [] });
});

describe("how many samples there can be", () => {
  const counts = { baseline: 9, canary: 7 };
  test("the scarcest metric decides", () => {
    expect(samplesBy(mixed, counts, 0, 10_999)).toEqual({ baseline: 5, canary: 5 });
    expect(samplesBy(mixed, counts, 0, 100_000)).toEqual(counts);
  });
  test("without a query the replicas do, without the replicas the time", () => {
    expect(samplesBy(acaSchema.parse({ metrics: [metric("cpu")] }), counts, 0, 1)).toEqual(counts);
    const only = acaSchema.parse({ metrics: [metric("p95", { query })], sources: { main } });
    expect(samplesBy(only, { baseline: 0, canary: 0 }, 0, 20_000)).toEqual({ baseline: 10, canary: 10 });
    expect(samplesBy(only, counts, 5, 0)).toEqual({ baseline: 0, canary: 0 });
  });
});

describe("what cannot be had is bad input before anything begins", () => {
  const refused = (config: AcaConfigInput) => {
    try {
      checkMetrics(acaSchema.parse(config), plan);
    } catch (error) {
      return (error as { code: string }).code;
    }
    return null;
  };
  test.each([
    ["a metric that no replica exposes", { metrics: [metric("latency")] }, "unknown-metric"],
    ["a column that no replica exposes", { metrics: [metric("cpu", { column: "cores" })] }, "unknown-metric"],
    [
      "a placeholder without a value",
      { metrics: [metric("p", { query: "{{pod}}" })], sources: { main } },
      "unknown-placeholder",
    ],
    ["a query without a server", { metrics: [metric("p", { query: "up" })] }, "no-source"],
    ["what can be had", { metrics: [metric("cpu"), metric("p", { query })], sources: { main } }, null],
  ] as const)("%s", (_what, config, code) => {
    expect(refused(config as unknown as AcaConfigInput)).toBe(code);
  });
});
