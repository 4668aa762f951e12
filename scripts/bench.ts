/**
 * Runs the benches of test/bench one after the other, each in a process of its own that prints its table.
 *
 *   npm run bench                          all
 *   npm run bench -- NAME [options]        one, with its own options: router, pack, flip, …
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";

const folder = join(import.meta.dirname, "..", "test", "bench");
const suffix = ".bench.ts";
const known = readdirSync(folder)
  .filter((name) => name.endsWith(suffix))
  .map((name) => name.slice(0, -suffix.length))
  .sort();
const [wanted, ...options] = process.argv.slice(2);
if (wanted !== undefined && !known.includes(wanted)) {
  process.stderr.write(`there is no bench ${wanted}\n  next: npm run bench -- ${known.join("|")}\n`);
  process.exit(2);
}

const [load] = loadavg();
process.stdout.write(
  `load average ${load!.toFixed(2)} on ${availableParallelism()} cores; figures count on an idle machine only${load! > 0.5 ? ", which this one is not" : ""}\n`,
);
const failed: string[] = [];
for (const name of wanted === undefined ? known : [wanted]) {
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(process.execPath, [join(folder, `${name}${suffix}`), ...options], { stdio: "inherit" });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  process.stderr.write(`\nfailed: ${failed.join(", ")}\n`);
  process.exitCode = 1;
}
