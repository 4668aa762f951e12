/**
 * What the router adds to the latency: pairs of runs of the sample load, straight to a backend that answers at once
 * and through the router, alternated, which of the two first changing with each pair. Printed: the difference of each
 * pair's p99, and their median. Latency is from sent to the whole answer.
 *
 *   node test/bench/router.bench.ts [--pairs 10] [--seconds 8] [--rate 250] [--json]
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { parseAnswers } from "../../examples/load/index.ts";
import {
  fileProbe,
  findProcess,
  httpProbe,
  startProcess,
  stopProcess,
} from "../../stacks/targets/local/processes/index.ts";
import { switchRouter } from "../../stacks/targets/local/router/client.ts";
import { scripts } from "../support/local-world.ts";

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "10" },
    seconds: { type: "string", default: "8" },
    rate: { type: "string", default: "250" },
    json: { type: "boolean", default: false },
  },
});
const [pairs, seconds, rate] = [Number(values.pairs), Number(values.seconds), Number(values.rate)];
// On a machine that is busy with something else the differences say nothing: the load stands beside them.
const before = loadavg()[0]!;
const dir = mkdtempSync(join(tmpdir(), "maestro-bench-"));
const files = (name: string) => ({ logFile: join(dir, `${name}.log`), stateFile: join(dir, `${name}.json`), name });

/** Answers of the first second are left out: connections are opened in it. */
async function p99(name: string, url: string): Promise<number> {
  const out = join(dir, name);
  await startProcess({
    ...files(name),
    script: scripts.load,
    env: {},
    args: ["--url", url, "--out", out, "--rate", String(rate), "--seconds", String(seconds + 1), "--run", name],
    portNames: [],
    probe: fileProbe(join(out, "summary.json")),
  });
  while (findProcess(join(dir, `${name}.json`)).kind === "running") await sleep(100);
  const answers = parseAnswers(readFileSync(join(out, "answers.ndjson"), "utf8"));
  const failed = answers.filter(({ outcome }) => outcome !== "ok").length;
  if (failed > 0) throw new Error(`${failed} requests of ${name} failed`);
  const latencies = answers.slice(rate).map(({ sent, done }) => done - sent);
  latencies.sort((a, b) => a - b);
  return latencies[Math.ceil(latencies.length * 0.99) - 1]!;
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2;
}

try {
  const tokenFile = join(dir, "token");
  writeFileSync(tokenFile, randomBytes(32).toString("hex"), { mode: 0o600 });
  const backend = await startProcess({
    ...files("backend"),
    script: resolve(import.meta.dirname, "plain-backend.ts"),
    env: {},
  });
  const router = await startProcess({
    ...files("router"),
    script: scripts.router,
    env: { ROUTER_STATE_FILE: join(dir, "rule.json"), ROUTER_TOKEN_FILE: tokenFile },
    portNames: ["PORT", "ADMIN_PORT"],
    probe: httpProbe("/healthz", "ADMIN_PORT"),
  });
  await switchRouter(
    { adminUrl: `http://127.0.0.1:${router.ports.ADMIN_PORT}`, tokenFile },
    {
      generation: 1,
      groups: [
        {
          name: "active",
          color: "blue",
          version: "v1.0.0",
          weight: 100,
          backends: [{ host: "127.0.0.1", port: backend.port }],
        },
      ],
    },
  );
  const direct = `http://127.0.0.1:${backend.port}`;
  const routed = `http://127.0.0.1:${router.port}`;
  await p99("warm-direct", direct);
  await p99("warm-routed", routed);
  const rows: { direct: number; routed: number; difference: number }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const order = pair % 2 === 0 ? (["direct", "routed"] as const) : (["routed", "direct"] as const);
    const seen = { direct: 0, routed: 0 };
    for (const side of order) seen[side] = await p99(`${side}-${pair}`, side === "direct" ? direct : routed);
    const row = { ...seen, difference: seen.routed - seen.direct };
    rows.push(row);
    if (!values.json)
      console.log(
        `pair ${pair + 1}: p99 direct ${row.direct.toFixed(3)} ms, routed ${row.routed.toFixed(3)} ms, added ${row.difference.toFixed(3)} ms`,
      );
  }
  const differences = rows.map(({ difference }) => difference).sort((a, b) => a - b);
  const result = {
    loadAverage: { before, after: loadavg()[0]!, cores: availableParallelism() },
    rate,
    seconds,
    pairs: rows,
    medianAddedP99Ms: median(differences),
    maxAddedP99Ms: differences.at(-1)!,
  };
  if (values.json) console.log(JSON.stringify(result));
  else
    console.log(
      `router adds ${result.medianAddedP99Ms.toFixed(3)} ms at p99 (median of ${pairs} pairs; largest ${result.maxAddedP99Ms.toFixed(3)} ms); limit 1 ms`,
      `\nload average ${before.toFixed(2)} before, ${result.loadAverage.after.toFixed(2)} after, on ${result.loadAverage.cores} cores`,
    );
} finally {
  for (const name of ["router", "backend"]) await stopProcess({ stateFile: join(dir, `${name}.json`), graceMs: 2_000 });
  rmSync(dir, { recursive: true, force: true });
}
