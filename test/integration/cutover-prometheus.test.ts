import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { runSchema } from "../../automation/documents/run.ts";
import { DemoWorld } from "../support/demo-world.ts";
import { prometheusFile, type RealPrometheus, startPrometheus } from "../support/real-prometheus.ts";

const file = await prometheusFile();
const rate = "sum by (le) (rate(orders_request_duration_seconds_bucket{role='{{role}}',color=~'{{color}}|'}[3s]))";

describe.skipIf(file === null)("a cutover judged by a real Prometheus (npm run tools)", () => {
  let world: DemoWorld;
  let prometheus: RealPrometheus;
  let discovery: NodeJS.Timeout;

  beforeAll(async () => {
    world = await DemoWorld.open(120);
    const targets = join(world.dir, "targets.json");
    writeFileSync(targets, "[]");
    let known = "";
    discovery = setInterval(() => {
      const text = JSON.stringify(discovered(world));
      if (text === known) return;
      known = text;
      writeFileSync(`${targets}.new`, text);
      renameSync(`${targets}.new`, targets);
    }, 200);
    prometheus = await startPrometheus(
      file!,
      stringify({
        global: { scrape_interval: "500ms", scrape_timeout: "400ms" },
        scrape_configs: [{ job_name: "orders", honor_labels: false, file_sd_configs: [{ files: [targets] }] }],
      }),
    );
    writeFileSync(
      join(world.projectDir, "aca.yaml"),
      stringify({
        metrics: [
          {
            name: "p95",
            kind: "continuous",
            direction: "increase",
            critical: true,
            margin: 0.5,
            source: { query: `histogram_quantile(0.95, ${rate})` },
          },
          { name: "error_rate", kind: "continuous", direction: "increase", critical: true, margin: 0.5 },
        ],
        sources: { main: { type: "prometheus", url: prometheus.url, stepSeconds: 0.5, timeoutMs: 1_000, attempts: 1 } },
        looks: { alpha: 0.002 },
        tests: ["mwu", "ks"],
      }),
    );
  });
  afterAll(async () => {
    clearInterval(discovery);
    await prometheus?.stop();
    await world?.close();
  });

  it("goes to green, and keeps the queries that it asked", async () => {
    const run = await world.start("v2.0.0", "quick", "--json").ended;
    expect(run.code, run.output).toBe(0);
    const document = runSchema.parse(JSON.parse(run.stdout));
    expect(document.outcome).toBe("finished");
    const looks = document.artifacts.filter((name) => /canary-25-look-\d+\.json$/.test(name));
    const last = JSON.parse(readFileSync(looks.at(-1)!, "utf8")) as {
      verdict: { verdict: string; metrics: { name: string; verdict: string; n: unknown }[] };
      origins: { metric: string; side: string; query: string }[];
    };
    expect(last.verdict.metrics.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["p95", "pass"],
      ["error_rate", "pass"],
    ]);
    expect(last.origins.filter(({ metric }) => metric === "p95").map(({ query }) => query)).toEqual([
      expect.stringContaining("role='baseline',color=~'blue|'"),
      expect.stringContaining("role='canary',color=~'green|'"),
    ]);
  });

  it("holds when Prometheus is killed, and backs nothing out", async () => {
    world.planFile("impatient", { maxWaitMs: 8_000 });
    const driver = world.start("v1.0.0", "impatient");
    await driver.said(/canary-25: done/);
    prometheus.child.kill("SIGKILL");
    const ended = await driver.ended;
    expect(ended.code, ended.output).toBe(3);
    expect(ended.output).toMatch(/the canary's source failed|the baseline's source failed/);
    const status = await world.json("cutover", "status");
    expect(runSchema.parse(status.document)).toMatchObject({ outcome: "held", state: "hold", backout: null });
    expect((await world.traffic()).weights).toEqual({ "active green": 50, "canary blue": 25, "baseline green": 25 });
  });
});

/** The replicas that run now, as a service discovery would give them. */
function discovered(world: DemoWorld) {
  return world.processes().flatMap(({ name, ports }) => {
    const group = /^orders-(baseline|blue|green)-/.exec(name)?.[1];
    if (group === undefined) return [];
    const labels = group === "baseline" ? { role: "baseline" } : { role: "canary", color: group };
    return [{ targets: [`127.0.0.1:${Object.values(ports)[0]}`], labels }];
  });
}
