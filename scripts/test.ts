/** `npm test`: brings Pulumi and Postgres, checks, runs every test, and ends with one line of counts. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numFailedTestSuites: number;
  success: boolean;
  testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[];
}

const node = process.execPath;
const run = (args: readonly string[]): boolean => spawnSync(node, args, { stdio: "inherit" }).status === 0;
const fail = (what: string): never => {
  process.stderr.write(`${what} failed\n0 passed, 1 failed\n`);
  process.exit(1);
};

if (!run(["scripts/build.ts"])) fail("build");
if (!run(["dist/cli/maestro.js", "tools", "install", "pulumi", "pulumi-language-nodejs", "postgres"]))
  fail("tools install");
if (!run(["scripts/check.ts"])) fail("check");

const folder = mkdtempSync(join(tmpdir(), "maestro-test-"));
const reportFile = join(folder, "report.json");
run([
  "node_modules/vitest/vitest.mjs",
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${reportFile}`,
  ...process.argv.slice(2),
]);
let report: VitestReport;
try {
  report = JSON.parse(readFileSync(reportFile, "utf8")) as VitestReport;
} catch {
  fail("vitest");
  throw new Error("unreachable");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const skipped = report.testResults.flatMap((file) =>
  file.assertionResults
    .filter((t) => t.status === "pending" || t.status === "skipped" || t.status === "todo")
    .map((t) => t.fullName),
);
if (skipped.length > 0)
  process.stdout.write(
    `\nSkipped, because a tool is not there (npm run tools brings it):\n${skipped.map((s) => `  ${s}`).join("\n")}\n`,
  );
// A suite that fails before its tests are collected counts as one failure: it must not vanish from the line.
const failed =
  report.numFailedTests +
  (report.numFailedTests === 0 && !report.success ? Math.max(1, report.numFailedTestSuites) : 0);
process.stdout.write(
  `${report.numPassedTests} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}\n`,
);
process.exitCode = failed === 0 && report.success ? 0 : 1;
