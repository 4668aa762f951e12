import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { seededRandom } from "../../../core/stats/index.ts";

const dir = mkdtempSync(join(tmpdir(), "maestro-experiment-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const run = (...args: string[]): Promise<Record<string, never>> =>
  new Promise((resolve) =>
    execFile(
      process.execPath,
      ["automation/cli/maestro.ts", "experiment", ...args, "--json", "--state-dir", join(dir, "state")],
      (_, stdout) => resolve(JSON.parse(stdout) as Record<string, never>),
    ),
  );

it("a result is ruled, signed, verified, tampered with and refused", async () => {
  const definition = join(dir, "e.yaml");
  writeFileSync(
    definition,
    `experiment: subs-buffer
hypothesis: faster
owner: platform-eng
flag: subs.optimizedBuffer
arms: [{name: control, variant: off}, {name: treatment, variant: on}]
start: 2025-12-16
primary: {name: p95_ms, kind: mean, better: lower}
guardrails: [{name: error_rate, kind: proportion, better: lower}]
samples: {cap: 2000}
`
      .replaceAll("variant: off", 'variant: "off"')
      .replaceAll("variant: on}", 'variant: "on"}'),
  );
  const random = seededRandom(1);
  const at = Date.parse("2025-12-17");
  const events = Array.from({ length: 2200 }, (_, i) => {
    const arm = i % 2 === 0 ? "control" : "treatment";
    const error = random.uniform() < (arm === "control" ? 0.05 : 0.15) ? 1 : 0;
    return {
      experiment: "subs-buffer",
      arm,
      subject: `u${i}`,
      at: at + i,
      metrics: { p95_ms: 100 + random.normal(), error_rate: error },
    };
  });
  writeFileSync(
    join(dir, "events"),
    `${[{ ...events[0], email: "a@b.example" }, ...events].map((e) => JSON.stringify(e)).join("\n")}\n`,
  );
  const report = await run("report", definition, "--events", join(dir, "events"), "--out", dir);
  expect(report).toMatchObject({ exitCode: 1, decision: "stop", reason: { code: "guardrail" } });
  const file = join(dir, "subs-buffer.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as { samples: { total: number; dropped: object } };
  expect(manifest.samples.dropped).toEqual({ "pii-denied": 1 });
  expect(manifest.samples.total).toBeLessThan(2000);
  expect(await run("verify", file)).toMatchObject({ exitCode: 0, valid: true });
  writeFileSync(file, readFileSync(file, "utf8").replace("platform-eng", "platform-enh"));
  expect(await run("verify", file)).toMatchObject({ exitCode: 1, valid: false });
}, 60_000);
