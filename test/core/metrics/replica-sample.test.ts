import { describe, expect, it } from "vitest";
import { parsePrometheusText, type ReplicaReading, replicaSample } from "../../../core/metrics/index.ts";

const reading = (at: number, requests: number, errors: number, cpu: number): ReplicaReading => ({
  at,
  samples: parsePrometheusText(`
orders_request_duration_seconds_bucket{le="0.01",route="/orders"} ${requests / 2}
orders_request_duration_seconds_bucket{le="0.02",route="/orders"} ${requests}
orders_request_duration_seconds_bucket{le="+Inf",route="/orders"} ${requests}
orders_requests_total{status="201"} ${requests - errors}
${errors > 0 ? `orders_requests_total{status="500"} ${errors}` : ""}
orders_dropped_requests_total{reason="overload"} ${errors}
process_cpu_seconds_total ${cpu}
process_resident_memory_bytes 1000
orders_cost_cents_total ${cpu * 2}
orders_units_total ${requests - errors}
`)!,
});

describe("replicaSample", () => {
  it("is what happened between the two readings", () => {
    const sample = replicaSample("orders", reading(0, 100, 0, 1), reading(2000, 200, 10, 1.5));
    expect(sample.latency_p50).toBeCloseTo(10);
    expect(sample.latency_p95).toBeCloseTo(19);
    expect(sample.error_rate).toBe(0.1);
    expect(sample.cpu).toBe(0.25);
    expect(sample.memory).toBe(1000);
    expect(sample.drops).toBe(5);
    expect(sample.cost_per_unit).toBeCloseTo(1 / 90);
  });

  it("has no latency and no error rate without requests", () => {
    const sample = replicaSample("orders", reading(0, 100, 0, 1), reading(1000, 100, 0, 1));
    expect(sample).toMatchObject({ latency_p95: null, error_rate: null, cost_per_unit: null, cpu: 0 });
  });

  it("takes a restart for no data", () => {
    const sample = replicaSample("orders", reading(0, 100, 5, 9), reading(1000, 10, 0, 1));
    expect(sample).toMatchObject({ latency_p95: null, error_rate: null, cpu: null, drops: null });
  });
});
