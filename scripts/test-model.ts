/**
 * The model check of the planner at a size of one's choice: random schedules of crashes, outages, slow calls, duplicate
 * drivers, freezes and breaches over a simulated world, against the invariants of docs/architecture.md.
 *
 *   npm run test:model -- [--schedules 1000000] [--seed N]
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const usage = "npm run test:model -- [--schedules 1000000] [--seed N]";
const text = { type: "string" } as const;
const { values } = parseArgs({ options: { schedules: text, seed: text }, strict: true });

function whole(name: string, value: string): string {
  if (/^\d{1,9}$/.test(value)) return value;
  process.stderr.write(`--${name} wants a whole number, not "${value}"\n  next: ${usage}\n`);
  process.exit(2);
}

const env: Record<string, string | undefined> = {
  ...process.env,
  MAESTRO_MODEL_RUNS: whole("schedules", values.schedules ?? "1000000"),
};
if (values.seed !== undefined) env.MAESTRO_MODEL_SEED = whole("seed", values.seed);
const args = ["node_modules/vitest/vitest.mjs", "run", "--project", "unit", "test/core/cutover/model.test.ts"];
process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit", env }).status ?? 1;
