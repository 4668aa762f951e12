/**
 * What an evaluation costs in processor time, beside flagd-core, unleash-client and OpenFeature's in-memory provider in the same run; what
 * `withFlag` costs an Express route; how long 50,000 flags take to load, and what memory they hold.
 *
 *   node test/bench/flags.bench.ts [--runs 7] [--no-express] [--json]
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { FlagdCore } from "@openfeature/flagd-core";
import { InMemoryProvider, OpenFeature } from "@openfeature/server-sdk";
import { Flags } from "../../adapters/flags/index.ts";
import { parseRegistryText } from "../../adapters/flags/registry-text.ts";
import { compile, type FlagSnapshot } from "../../core/flags/index.ts";
import { expressThroughput } from "./flags-express.ts";
import { unleashEngine } from "./flags-unleash.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "7" },
    express: { type: "boolean", default: true },
    json: { type: "boolean", default: false },
  },
  allowNegative: true,
});

const LIMITS = { staticNs: 100, fractionalNs: 350, expressLoss: 0.02, loadMs: 1000 };
const text = `flags:
  - {key: bench.static, owner: o, scope: global, expires: 2099-01-01, on: true}
  - {key: bench.share, owner: o, scope: global, expires: 2099-01-01, rollout: {percent: 50}}
`;
const users = Array.from({ length: 1024 }, (_, i) => ({ targetingKey: `user-${i}`, userId: `user-${i}` }));
const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;
let sink = 0;

/** Nanoseconds of this process's own processor time since then: what others do on the machine is not in it. */
function processorNs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) * 1000;
}

/** Median nanoseconds a call, after a warm-up as long as a run. */
function nanoseconds(iterations: number, ask: (i: number) => boolean): number {
  const once = (): number => {
    const started = process.cpuUsage();
    for (let i = 0; i < iterations; i++) if (ask(i & 1023)) sink++;
    return processorNs(started) / iterations;
  };
  once();
  return median(Array.from({ length: Number(values.runs) }, once));
}

async function asyncNanoseconds(iterations: number, ask: (i: number) => Promise<boolean>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run <= Number(values.runs); run++) {
    const started = process.cpuUsage();
    for (let i = 0; i < iterations; i++) if (await ask(i & 1023)) sink++;
    times.push(processorNs(started) / iterations);
  }
  return median(times.slice(1));
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const quiet = { error() {}, warn() {}, info() {}, debug() {} };
const flagd = new FlagdCore(undefined, quiet);
flagd.setConfigurations(
  JSON.stringify({
    flags: {
      "bench.static": { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "on" },
      "bench.share": {
        state: "ENABLED",
        variants: { on: true, off: false },
        defaultVariant: "off",
        targeting: {
          fractional: [
            ["on", 50],
            ["off", 50],
          ],
        },
      },
    },
  }),
);
const unleash = unleashEngine();
const split = { on: true, off: false };
await OpenFeature.setProviderAndWait(
  new InMemoryProvider({
    "bench.static": { variants: split, defaultVariant: "on", disabled: false },
    "bench.share": {
      variants: split,
      defaultVariant: "off",
      disabled: false,
      contextEvaluator: (context) => (String(context.targetingKey).length % 2 === 0 ? "on" : "off"),
    },
  }),
);
const client = OpenFeature.getClient();
const flags = await Flags.open({
  source: { name: "bench", read: async () => ({ text, version: "1", complete: true }) },
});
const ours = (key: string) => (i: number) => flags.isOn(key, users[i]!);

const rows = [];
for (const [name, key] of [
  ["static", "bench.static"],
  ["share", "bench.share"],
] as const) {
  rows.push({
    name,
    limit: name === "static" ? LIMITS.staticNs : LIMITS.fractionalNs,
    ours: nanoseconds(1_000_000, ours(key)),
    flagd: nanoseconds(200_000, (i) => flagd.resolveBooleanEvaluation(key, false, users[i]!, quiet).value),
    unleash: nanoseconds(200_000, (i) => unleash(key, users[i]!)),
    inMemory: await asyncNanoseconds(20_000, (i) => client.getBooleanValue(key, false, users[i]!)),
  });
}

const many = `flags:\n${Array.from(
  { length: 50_000 },
  (_, i) =>
    `  - key: team${i % 40}.flag${i}\n    owner: team${i % 40}\n    scope: tenant\n    expires: 2099-0${1 + (i % 9)}-01\n    killswitch: true\n    risk: low\n`,
).join("")}`;
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const loads: number[] = [];
let held = 0;
let loaded: FlagSnapshot | undefined;
for (let run = 0; run < 3; run++) {
  loaded = undefined;
  collect();
  const before = process.memoryUsage().heapUsed;
  const started = performance.now();
  loaded = compile(parseRegistryText(many, "bench"));
  loads.push(performance.now() - started);
  collect();
  held = process.memoryUsage().heapUsed - before;
  if (loaded.size !== 50_000) throw new Error("not all flags were loaded");
}
const load = { flags: 50_000, ms: median(loads), limitMs: LIMITS.loadMs, heapBytes: held };
const express = values.express ? await expressThroughput() : null;

const result = { loadAverage: loadavg()[0]!, evaluations: rows, load, express };
if (values.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
else {
  for (const row of rows)
    process.stdout.write(
      `${row.name}: ours ${row.ours.toFixed(0)} ns (limit ${row.limit}, ${row.ours <= row.limit ? "met" : "MISSED"}); flagd-core ${row.flagd.toFixed(0)} ns, ${(row.flagd / row.ours).toFixed(1)} times ours; unleash-client ${row.unleash.toFixed(0)} ns, ${(row.unleash / row.ours).toFixed(1)} times; OpenFeature in-memory ${row.inMemory.toFixed(0)} ns, ${(row.inMemory / row.ours).toFixed(1)} times\n`,
    );
  const memory = `${(load.heapBytes / 2 ** 20).toFixed(0)} MiB of heap`;
  process.stdout.write(
    `50,000 flags: ${load.ms.toFixed(0)} ms (limit ${load.limitMs}, ${load.ms <= load.limitMs ? "met" : "MISSED"}), ${memory}\n`,
  );
  if (express)
    process.stdout.write(
      `Express: ${express.plain.toFixed(0)} requests/s without, ${express.flagged.toFixed(0)} with withFlag: ${percent(express.loss)} less (95 % interval ${express.interval.map(percent).join(" to ")}, limit ${percent(LIMITS.expressLoss)}, ${express.loss <= LIMITS.expressLoss ? "met" : "MISSED"}); an equal route ${percent(express.noise)}, an empty middleware ${percent(express.emptyMiddleware)}; ${express.rounds} rounds\n`,
    );
  process.stdout.write(`load average ${result.loadAverage.toFixed(1)}\n`);
}
flags.close();
await OpenFeature.close();
if (sink < 0) process.stdout.write("");
