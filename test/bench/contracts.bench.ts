/**
 * What lint and diff of data contracts cost: a registry of files, one parsed pair, a witness, the start of the command;
 * beside graphql-inspector's diff of as many fields and, where its binary is there, `buf breaking`, in the same run.
 *
 *   node test/bench/contracts.bench.ts [--contracts 10000] [--fields 20] [--json]
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { diff as diffGraphql } from "@graphql-inspector/core";
import { buildSchema } from "graphql";
import { diffContractFiles } from "../../automation/contracts/diff.ts";
import { lintContractFiles } from "../../automation/contracts/lint.ts";
import { type Contract, contractSchema, diffContracts } from "../../core/contracts/index.ts";

const { values } = parseArgs({
  options: {
    contracts: { type: "string", default: "10000" },
    fields: { type: "string", default: "20" },
    json: { type: "boolean", default: false },
  },
});
const [contracts, fields] = [Number(values.contracts), Number(values.fields)];
const LIMITS = { registryMs: 5000, pairUs: 50, witnessUs: 1000, startMs: 250 };
const TYPES = ["string", "int64", "decimal", "timestamp", "boolean"];
const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;

/** Of the versions: the second has a field more, and every tenth contract another type in its fourth field. */
function contractText(index: number, version: 1 | 2): string {
  const field = (i: number): string => {
    const type = version === 2 && i === 3 && index % 10 === 0 ? "timestamptz" : TYPES[i % TYPES.length]!;
    const digits = type === "decimal" ? "    precision: 10\n    scale: 2\n" : "";
    return `  - name: field_${i}\n    type: ${type}\n    required: ${i % 2 === 0}\n${digits}`;
  };
  const all = Array.from({ length: version === 2 ? fields : fields - 1 }, (_, i) => field(i)).join("");
  return `entity: thing_${index}\nversion: ${version}\ncompatibility: backward\nowner: team\nfields:\n${all}keys: [field_0]\nretention: P30D\npurpose: [billing]\n`;
}

function contractValue(version: number, more: number): Contract {
  const all = Array.from({ length: fields - 1 + more }, (_, i) => ({
    name: `field_${i}`,
    type: version === 2 && i === 3 ? "timestamptz" : TYPES[i % TYPES.length],
    required: i % 2 === 0,
    ...(TYPES[i % TYPES.length] === "decimal" ? { precision: 10, scale: 2 } : {}),
  }));
  return contractSchema.parse({ entity: "thing", version, compatibility: "full", owner: "team", fields: all });
}

function microseconds(run: () => unknown): number {
  const once = (): number => {
    const started = performance.now();
    for (let i = 0; i < 2000; i++) run();
    return (performance.now() - started) / 2;
  };
  once();
  return median(Array.from({ length: 7 }, once));
}

const folder = mkdtempSync(join(tmpdir(), "contracts-bench-"));
for (const [side, version] of [
  ["prev", 1],
  ["next", 2],
] as const) {
  mkdirSync(join(folder, side));
  for (let i = 0; i < contracts; i++) writeFileSync(join(folder, side, `c${i}.yaml`), contractText(i, version));
}
const cpu = process.cpuUsage();
const started = performance.now();
const lint = lintContractFiles(folder, ["next"], Date.now());
const lintMs = performance.now() - started;
const diff = diffContractFiles(folder, { prev: "prev", next: "next" });
const registryMs = performance.now() - started;
const used = process.cpuUsage(cpu);
const registryCpuMs = (used.user + used.system) / 1000;
if (lint.files !== contracts || diff.pairs.length !== contracts) throw new Error("not all contracts were compared");
const broken = diff.pairs.filter(({ breaking }) => breaking).length;
if (broken !== Math.ceil(contracts / 10)) throw new Error(`${broken} pairs break`);

const [before, after] = [contractValue(1, 0), contractValue(2, 1)];
const pairUs = microseconds(() => diffContracts(before, after, { witnesses: false }));
const witnessed = diffContracts(before, after).findings.filter(({ witness }) => witness !== null).length;
const witnessUs = (microseconds(() => diffContracts(before, after)) - pairUs) / witnessed;
const graphql = (type: string, more: number) =>
  buildSchema(
    `type Query { thing: Thing }\ntype Thing {\n${Array.from({ length: fields - 1 + more }, (_, i) => `  field${i}: ${i === 3 ? type : "String"}${i % 2 === 0 ? "!" : ""}`).join("\n")}\n}`,
  );
const [schemaA, schemaB] = [graphql("String", 0), graphql("Int", 1)];
const inspectorTimes: number[] = [];
for (let run = 0; run < 8; run++) {
  const start = performance.now();
  for (let i = 0; i < 500; i++) await diffGraphql(schemaA, schemaB);
  inspectorTimes.push((performance.now() - start) * 2);
}
const inspectorUs = median(inspectorTimes.slice(1));

const bin = join("dist", "cli", "ig-contracts.js");
const timed = (file: string, args: readonly string[]): number => {
  const start = performance.now();
  spawnSync(file, args, { cwd: process.cwd(), stdio: "ignore" });
  return performance.now() - start;
};
const startMs = existsSync(bin)
  ? median(Array.from({ length: 7 }, () => timed(process.execPath, [bin, "lint", "contracts/next"])))
  : null;
const buf = spawnSync("buf", ["--version"]).error === undefined ? bufBreaking() : null;
rmSync(folder, { recursive: true });

/** The same registry as Protobuf, compared whole by one run of buf. */
function bufBreaking(): number {
  const message = (index: number, version: 1 | 2) =>
    `message Thing${index} {\n${Array.from({ length: version === 2 ? fields : fields - 1 }, (_, i) => `  ${version === 2 && i === 3 && index % 10 === 0 ? "int64" : "string"} field_${i} = ${i + 1};`).join("\n")}\n}\n`;
  for (const [side, version] of [
    ["prev", 1],
    ["next", 2],
  ] as const) {
    mkdirSync(join(folder, `buf-${side}`));
    writeFileSync(join(folder, `buf-${side}`, "buf.yaml"), "version: v2\nbreaking: { use: [WIRE_JSON] }\n");
    const all = Array.from({ length: contracts }, (_, i) => message(i, version)).join("");
    writeFileSync(join(folder, `buf-${side}`, "all.proto"), `syntax = "proto3";\npackage bench;\n${all}`);
  }
  return timed("buf", ["breaking", join(folder, "buf-next"), "--against", join(folder, "buf-prev")]);
}

const result = {
  contracts,
  fields,
  lintMs,
  registryMs,
  registryCpuMs,
  pairUs,
  witnessUs,
  inspectorUs,
  startMs,
  bufMs: buf,
  loadAverage: loadavg()[0]!,
};
const held = (value: number, limit: number): string => (value <= limit ? "met" : "MISSED");
if (values.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
else {
  process.stdout.write(
    `lint and diff of ${contracts} contracts of ${fields} fields, from files: ${registryMs.toFixed(0)} ms, ${registryCpuMs.toFixed(0)} ms of one core's time (limit ${LIMITS.registryMs}, ${held(registryMs, LIMITS.registryMs)}), of it lint ${lintMs.toFixed(0)} ms\n`,
  );
  process.stdout.write(
    `one parsed pair without witnesses: ${pairUs.toFixed(1)} µs (limit ${LIMITS.pairUs}, ${held(pairUs, LIMITS.pairUs)}); graphql-inspector ${inspectorUs.toFixed(1)} µs, ${(inspectorUs / pairUs).toFixed(1)} times ours\n`,
  );
  process.stdout.write(
    `a witness: ${witnessUs.toFixed(1)} µs (limit ${LIMITS.witnessUs}, ${held(witnessUs, LIMITS.witnessUs)})\n`,
  );
  process.stdout.write(
    startMs === null
      ? "start: run npm run build first\n"
      : `ig-contracts lint of one contract, start to end: ${startMs.toFixed(0)} ms (limit ${LIMITS.startMs}, ${held(startMs, LIMITS.startMs)})\n`,
  );
  process.stdout.write(
    buf === null
      ? "buf breaking: no buf on PATH\n"
      : `buf breaking on as many messages: ${buf.toFixed(0)} ms, ${(buf / (registryMs - lintMs)).toFixed(1)} times our diff\n`,
  );
  process.stdout.write(`load average ${result.loadAverage.toFixed(1)}\n`);
}
