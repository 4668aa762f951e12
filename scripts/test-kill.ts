/**
 * Kills the real driver with SIGKILL at every ledger boundary, on the real engine and under load, resumes it, and counts
 * the orders. The matrix is generated from the boundaries that the code itself has (core/cutover/boundaries.ts).
 * Writes reports/test-kill.json after each row; exits with 1 when one row is not as it should be.
 *
 *   npm run test:kill -- [--mapping] [--only <part of an id>] [--sample N] [--list]
 *
 * --mapping goes out with a contract change, in a world of its own for each row: dual-write, backfill and shadow-read
 * have their boundaries too.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { initialRelease } from "../automation/demo/project.ts";
import { boundaries, makePlan, planFile, settlePlanFile } from "../core/cutover/index.ts";
import { digestOf } from "../core/ledger/index.ts";
import { DemoWorld } from "../test/support/demo-world.ts";
import {
  headLine,
  type KillRow,
  killAt,
  killPlan,
  killRate,
  mappedRelease,
  plainRelease,
  rowLine,
  sample,
} from "../test/support/kill-matrix.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    sample: { type: "string" },
    list: { type: "boolean" },
    mapping: { type: "boolean" },
  },
  strict: true,
});
const release = values.mapping ? mappedRelease : plainRelease;
const plan = makePlan({
  service: "orders",
  stack: "demo",
  environment: "production",
  release: initialRelease,
  to: { version: release.to },
  mapping: release.mapping === null ? null : { id: release.mapping, reversible: true, shadowRead: 10 },
  options: settlePlanFile(planFile.parse(killPlan)),
  configDigest: digestOf,
});
const all = boundaries(plan).filter(({ id }) => values.only === undefined || id.includes(values.only));
const size = values.sample === undefined ? all.length : Number(values.sample);
if (!Number.isInteger(size) || size < 1 || all.length === 0) {
  process.stderr.write(
    `${all.length === 0 ? `no boundary is called ${values.only}` : `--sample wants a whole number, not ${values.sample}`}\n  next: npm run test:kill -- --list\n`,
  );
  process.exit(2);
}
const matrix = sample(all, size);
if (values.list) {
  process.stdout.write(`${matrix.map(({ id }) => id).join("\n")}\n${matrix.length} boundaries\n`);
  process.exit(0);
}

const rows: KillRow[] = [];
const startedAt = new Date().toISOString();
let stopped = false;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    stopped = true;
  });
process.stdout.write(`${matrix.length} boundaries, each under ${killRate} requests a second\n${headLine()}\n`);
let world: DemoWorld | null = null;
try {
  for (const boundary of matrix) {
    if (stopped) break;
    world ??= await DemoWorld.open();
    rows.push(await killAt(world, boundary, release));
    process.stdout.write(`${rowLine(rows.at(-1)!)}\n`);
    save();
    if (release.mapping === null) continue;
    await world.close();
    world = null;
  }
} finally {
  await world?.close();
}
const wrong = rows.filter((row) => row.wrong.length > 0).length;
const sum = (of: (row: KillRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
process.stdout.write(
  `${rows.length} of ${matrix.length} boundaries, ${rows.length - wrong} as they should be; ${sum((r) => r.ordersExpected)} orders expected, ${sum((r) => r.ordersFound)} found, ${sum((r) => r.twice)} twice; in ${join("reports", "test-kill.json")}\n`,
);
process.exitCode = wrong === 0 && rows.length === matrix.length ? 0 : 1;

/** After each row: what has been measured is kept when this ends early. */
function save(): void {
  mkdirSync("reports", { recursive: true });
  const load = loadavg()[0];
  const document = {
    schemaVersion: "1.0",
    startedAt,
    cores: availableParallelism(),
    load,
    planned: matrix.length,
    rows,
  };
  writeFileSync(join("reports", "test-kill.json"), `${JSON.stringify(document, null, 2)}\n`);
}
