import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createTcp, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Counter, Histogram, Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prometheusSource } from "../../adapters/prometheus/index.ts";
import { ingest, ingestRequest } from "../../automation/capacity/ingest.ts";
import type { CommandContext } from "../../automation/cli/command.ts";
import { command as sloStatus } from "../../automation/cli/commands/slo-status.ts";
import { judge, type MetricSamples, type SourceOutcome } from "../../core/aca/index.ts";
import { commandContext } from "../support/command-context.ts";
import { prometheusFile, type RealPrometheus, startPrometheus } from "../support/real-prometheus.ts";

const file = await prometheusFile();

/** A service that answers `rate` requests a second and exposes what the sample workload exposes. */
async function service(latencySeconds: () => number) {
  const registry = new Registry();
  const seconds = new Histogram({
    name: "orders_request_duration_seconds",
    help: "duration",
    buckets: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32],
    registers: [registry],
  });
  const requests = new Counter({ name: "orders_requests_total", help: "requests", registers: [registry] });
  const timer = setInterval(() => {
    for (let i = 0; i < 5; i++) {
      seconds.observe(latencySeconds());
      requests.inc();
    }
  }, 50);
  const server = createServer(async (_request, response) => {
    response.setHeader("content-type", registry.contentType);
    response.end(await registry.metrics());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, timer, port: (server.address() as AddressInfo).port };
}

const config = (baseline: number, canary: number): string => `
global: { scrape_interval: 250ms, scrape_timeout: 200ms }
scrape_configs:
${[
  ["classic", false],
  ["native", true],
]
  .map(
    ([job, converted]) => `  - job_name: ${job}
    convert_classic_histograms_to_nhcb: ${converted}
    static_configs:
      - { targets: ["127.0.0.1:${baseline}"], labels: { role: baseline } }
      - { targets: ["127.0.0.1:${canary}"], labels: { role: canary } }`,
  )
  .join("\n")}
`;

const p95 = (job: string, role: string): string =>
  job === "classic"
    ? `histogram_quantile(0.95, sum by (le) (rate(orders_request_duration_seconds_bucket{job="classic",role="${role}"}[2s])))`
    : `histogram_quantile(0.95, sum(rate(orders_request_duration_seconds{job="native",role="${role}"}[2s])))`;

const series = (answer: SourceOutcome): MetricSamples[string] =>
  answer.outcome === "data" ? answer.samples : { outcome: answer.outcome, text: answer.text };

const verdictOf = (baseline: SourceOutcome, canary: SourceOutcome) =>
  judge(
    { metrics: [{ name: "p95", kind: "continuous", direction: "increase", critical: true }], tests: ["mwu"] },
    { p95: series(baseline) },
    { p95: series(canary) },
  );

describe.skipIf(file === null)("a real Prometheus (npm run tools, or maestro tools install prometheus)", () => {
  let prometheus: RealPrometheus;
  const services: { server: Server; timer: NodeJS.Timeout }[] = [];
  let window: { start: number; end: number; step: number };

  beforeAll(async () => {
    const [fast, slow] = [
      await service(() => 0.005 + Math.random() * 0.02),
      await service(() => 0.1 + Math.random() * 0.1),
    ];
    services.push(fast, slow);
    prometheus = await startPrometheus(file!, config(fast.port, slow.port));
    await sleep(9_000);
    const now = Date.now();
    window = { start: now - 6_000, end: now, step: 250 };
  });

  afterAll(async () => {
    await prometheus?.stop();
    for (const { server, timer } of services) {
      clearInterval(timer);
      server.closeAllConnections();
      server.close();
    }
  });

  it("gives quantiles of classic and of native histograms, and a slow canary fails", async () => {
    const source = prometheusSource({ url: prometheus.url });
    for (const job of ["classic", "native"]) {
      const [baseline, canary] = await Promise.all(
        ["baseline", "canary"].map((role) => source.samples(p95(job, role), window)),
      );
      if (baseline?.outcome !== "data" || canary?.outcome !== "data")
        throw new Error(`${job}: ${JSON.stringify([baseline, canary])}`);
      expect(baseline.samples).toHaveLength(24);
      for (const value of baseline.samples) expect(value ?? 0.02).toBeLessThan(0.05);
      expect(verdictOf(baseline, canary).verdict).toBe("fail");
      expect(verdictOf(baseline, baseline).verdict).toBe("pass");
    }
  });

  it("a raw native histogram, a wrong query and an unknown series are errors or no data", async () => {
    const source = prometheusSource({ url: prometheus.url });
    const raw = await source.samples('orders_request_duration_seconds{job="native",role="canary"}', window);
    expect(raw).toMatchObject({ outcome: "error", text: expect.stringContaining("histogram") });
    expect(await source.samples("rate(", window)).toMatchObject({ outcome: "error", retriable: false });
    expect(await source.samples("up", window)).toMatchObject({
      outcome: "error",
      text: expect.stringContaining("4 series"),
    });
    expect(await source.samples("nowhere", window)).toMatchObject({ outcome: "nodata" });
  });

  it("fills the usage file of capacity: a counter becomes a rate, what is not there is said, an outage leaves the file", async () => {
    const dir = mkdtempSync(join(tmpdir(), "maestro-ingest-"));
    const sources = `stepSeconds: 1
sources: {prom: {type: prometheus, url: "${prometheus.url}"}, gone: {type: prometheus, url: "http://127.0.0.1:1"}}
series:
  - {id: orders/messages, source: prom, query: 'orders_requests_total{job="classic",role="baseline"}', counter: true}
  - {id: orders/cpu, source: prom, query: nowhere}
`;
    writeFileSync(join(dir, "sources.yaml"), sources);
    const { signal } = new AbortController();
    const context = { cwd: dir, env: {}, now: Date.now, signal, progress: () => undefined } as Partial<CommandContext>;
    const [start, end] = [window.start, window.end].map((at) => new Date(at).toISOString());
    const run = () => {
      const options = { sources: "sources.yaml", start, end, out: "usage.csv" };
      return ingest(context as CommandContext, ingestRequest(options, Date.now()));
    };
    const { series } = await run();
    expect(series).toMatchObject([{ id: "orders/messages", resets: 0, nodata: null }, { nodata: expect.any(String) }]);
    const text = readFileSync(join(dir, "usage.csv"), "utf8");
    const rates = text
      .trim()
      .split("\n")
      .slice(1)
      .map((row) => Number(row.split(",")[2]));
    expect(rates.length).toBeGreaterThanOrEqual(2);
    // Five requests each 50 ms, on a machine that may be busy.
    for (const rate of rates) expect(rate).toBeLessThanOrEqual(200);
    expect(Math.max(...rates)).toBeGreaterThan(20);
    writeFileSync(join(dir, "sources.yaml"), sources.replaceAll("source: prom", "source: gone"));
    await expect(run()).rejects.toMatchObject({ code: "usage-source", exitCode: 4 });
    expect(readFileSync(join(dir, "usage.csv"), "utf8")).toBe(text);
    rmSync(dir, { recursive: true });
  });

  it("tells of SLOs what budget is left: within, exhausted, unknown where there is no series, and exit 4 where nobody answers", async () => {
    const dir = mkdtempSync(join(tmpdir(), "maestro-slo-"));
    mkdirSync(join(dir, "slo"));
    const since = new Date(window.start).toISOString();
    const slo = (name: string, selector: string): string => `apiVersion: openslo/v1
kind: SLO
metadata: {name: ${name}}
spec:
  service: orders
  indicator:
    metadata: {name: fast}
    spec:
      ratioMetric:
        counter: true
        good: {metricSource: {type: Prometheus, spec: {query: 'orders_request_duration_seconds_bucket{${selector},le="0.04"}'}}}
        total: {metricSource: {type: Prometheus, spec: {query: 'orders_request_duration_seconds_count{${selector}}'}}}
  timeWindow: [{duration: 1m, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{target: 0.9}]
---
apiVersion: maestro-conductor/v1
kind: SloSettings
metadata: {name: ${name}}
spec: {stepSeconds: 1, since: "${since}", minRequests: 10, minBad: 1, minCoverage: 0.5}
`;
    const of = (role: string): string => slo(role, `job="classic",role="${role}"`);
    writeFileSync(
      join(dir, "slo/all.yaml"),
      [of("baseline"), of("canary"), slo("nowhere", 'job="none"')].join("---\n"),
    );
    // What was scraped last may not be there yet.
    const context = commandContext(dir, { now: () => window.end });
    const { exitCode, document } = await sloStatus.run(context, [], { prometheus: prometheus.url });
    expect(document.slos).toMatchObject([
      { name: "baseline", state: "within", budget: { spent: 0 } },
      { name: "canary", state: "exhausted", budget: { spent: expect.closeTo(10, 3) } },
      { name: "nowhere", state: "unknown", reason: expect.stringContaining("no series") },
    ]);
    expect(exitCode).toBe(1);
    const gone = await sloStatus.run(context, [], { prometheus: "http://127.0.0.1:1" });
    expect(gone.exitCode).toBe(4);
    expect(gone.document).toMatchObject({ counts: { unknown: 3, exhausted: 0, within: 0 } });
    rmSync(dir, { recursive: true });
  });

  it("killed while it answers a query, it neither passes nor fails the canary", async () => {
    const source = prometheusSource({ url: prometheus.url, timeoutMs: 2_000, backoffMs: 50 });
    const baseline = await source.samples(p95("classic", "baseline"), window);
    expect(baseline.outcome).toBe("data");
    const gate = await holdBack(Number(new URL(prometheus.url).port));
    const asked = prometheusSource({ url: `http://127.0.0.1:${gate.port}`, timeoutMs: 2_000, backoffMs: 50 }).samples(
      p95("classic", "canary"),
      window,
    );
    // The answer has begun and its first byte is through when the process dies.
    await gate.begun;
    prometheus.child.kill("SIGKILL");
    gate.cut();
    const canary = await asked;
    gate.close();
    expect(canary).toMatchObject({ outcome: "error", retriable: true });
    expect(verdictOf(baseline, canary).verdict).toBe("error");
    expect((await source.samples(p95("classic", "canary"), window)).outcome).toBe("error");
  });
});

/** Passes a connection on, but of the answer only its first byte until it is cut: the query is then in its middle. */
async function holdBack(to: number) {
  const sockets = new Set<Socket>();
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const server = createTcp((client) => {
    const upstream = connect(to, "127.0.0.1");
    let first = true;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on("data", (chunk: Buffer) => {
      if (first) client.write(chunk.subarray(0, 1));
      first = false;
      begin();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    begun,
    cut: () => sockets.forEach((socket) => void socket.destroy()),
    close: () => server.close(),
  };
}
