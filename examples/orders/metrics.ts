import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** Upper bounds in seconds, 0.5 ms to over 10 s, each 1.1 times the one before: a quantile is right to 10 %. */
export const buckets: readonly number[] = Array.from({ length: 105 }, (_, i) =>
  Number((0.0005 * 1.1 ** i).toPrecision(6)),
);

export interface MetricLabels {
  readonly color: string;
  readonly version: string;
  readonly role: string;
  readonly replica: string;
}

export interface ProcessUsage {
  /** Seconds of processor time since the process started. */
  readonly cpuSeconds: () => number;
  readonly residentBytes: () => number;
}

export interface OrdersMetrics {
  answered(route: string, status: number, seconds: number): void;
  /** A request that got no answer of the service's own work: shed, or its client went away. */
  dropped(reason: "overload" | "client-gone"): void;
  text(): Promise<string>;
  readonly contentType: string;
}

/**
 * Everything that the canary judge asks for, in the Prometheus text format, all since the process started:
 * latency, errors (by status), drops, processor time, memory and cost.
 *
 * Cost: `orders_cost_cents_total = process_cpu_seconds_total × price / 3600`, the price being that of one hour of one
 * core in cents; a unit is one answer below 500. Cost per unit over a time is the increase of the cost divided by the
 * increase of `orders_units_total` in it; `orders_cost_cents_per_unit` is that since the start.
 */
export function ordersMetrics(labels: MetricLabels, usage: ProcessUsage, cpuCentsPerHour: number): OrdersMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ ...labels });
  const registers = [registry];
  const duration = new Histogram({
    name: "orders_request_duration_seconds",
    help: "From the request's headers to the end of the answer, by route.",
    labelNames: ["route"],
    buckets: [...buckets],
    registers,
  });
  const requests = new Counter({
    name: "orders_requests_total",
    help: "Answers, by route and status.",
    labelNames: ["route", "status"],
    registers,
  });
  const drops = new Counter({
    name: "orders_dropped_requests_total",
    help: "Requests that were shed (overload) or whose client went away (client-gone).",
    labelNames: ["reason"],
    registers,
  });
  drops.inc({ reason: "overload" }, 0);
  drops.inc({ reason: "client-gone" }, 0);
  const units = new Counter({ name: "orders_units_total", help: "Answers below 500: the units of cost.", registers });
  let unitCount = 0;
  const cost = (): number => (usage.cpuSeconds() * cpuCentsPerHour) / 3600;
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  };
  const counter = (name: string, help: string, value: () => number): void => {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  };
  counter("process_cpu_seconds_total", "Processor time, user and system.", usage.cpuSeconds);
  counter("orders_cost_cents_total", "Price of the processor time.", cost);
  gauge("process_resident_memory_bytes", "Resident memory.", usage.residentBytes);
  gauge("orders_cost_cents_per_unit", "Cost since the start divided by units since the start; 0 without units.", () =>
    unitCount === 0 ? 0 : cost() / unitCount,
  );
  return {
    answered: (route, status, seconds) => {
      duration.observe({ route }, seconds);
      requests.inc({ route, status });
      if (status < 500) {
        units.inc();
        unitCount++;
      }
    },
    dropped: (reason) => drops.inc({ reason }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
