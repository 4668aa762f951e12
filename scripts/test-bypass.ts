/**
 * Tries to go round the freeze, each time for real: pulumi on a deployed stack, maestro, the pull-request check. Prints a
 * table of what was tried, who refused it and where the audit has it; what no local tool can refuse has to be found by the
 * audit. Writes reports/test-bypass.json; exits with 1 when one row is not as it should be.
 *
 *   npm run test:bypass -- [--only <part of an id or way>]… [--list]
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Ajv2020 } from "ajv/dist/2020.js";
import { attempts, auditOf, headLine, type Made, make, rowLine, rowOf } from "../test/support/bypass/suite.ts";
import { BypassWorld } from "../test/support/bypass/world.ts";
import { jsonSchemas } from "./reference.ts";

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, list: { type: "boolean" } },
  strict: true,
});
const { only } = values;
const chosen = attempts.filter(
  ({ id, way }) => only === undefined || only.some((part) => id.includes(part) || way.includes(part)),
);
if (chosen.length === 0) {
  process.stderr.write(`no attempt is called ${only?.join(" or ")}\n  next: npm run test:bypass -- --list\n`);
  process.exit(2);
}
if (values.list) {
  process.stdout.write(
    `${chosen.map(({ id, way, what }) => `${id.padEnd(22)} ${way.padEnd(12)} ${what}`).join("\n")}\n`,
  );
  process.exit(0);
}
let stopped = false;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    stopped = true;
  });
const world = await BypassWorld.open();
try {
  const made: Made[] = [];
  const skipped: string[] = [];
  for (const attempt of chosen) {
    if (stopped) break;
    if (attempt.possible?.() === false) {
      skipped.push(attempt.id);
      continue;
    }
    made.push(await make(world, attempt));
    process.stderr.write(`${made.length}/${chosen.length} ${attempt.id}\n`);
  }
  const audit = await auditOf(world);
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(jsonSchemas()["freeze.audit"]!);
  const valid = validate(audit);
  const rows = made.map((one) => rowOf(one, audit));
  process.stdout.write(`${headLine}\n${rows.map(rowLine).join("\n")}\n`);
  const wrong = rows.filter((row) => row.wrong.length > 0).length;
  const of = (expect: string): number => rows.filter((row) => row.expect === expect).length;
  process.stdout.write(
    `${rows.length} rows: ${of("refused")} to be refused, ${of("found")} to be found, ${of("allowed")} to pass; ${wrong} not as they should be${
      skipped.length > 0 ? `; not possible on this machine: ${skipped.join(", ")}` : ""
    }\naudit: ${audit.refusals.length} refusals, ${audit.bypassAttempts.length} bypass attempts, ${audit.findings.length} findings; ${
      valid ? "valid" : `NOT valid: ${JSON.stringify(validate.errors)}`
    } by docs/reference/freeze.audit.schema.json\n`,
  );
  mkdirSync("reports", { recursive: true });
  writeFileSync(
    join("reports", "test-bypass.json"),
    `${JSON.stringify({ schemaVersion: "1.0", rows, audit }, null, 2)}\n`,
  );
  process.exitCode = wrong === 0 && valid && !stopped ? 0 : 1;
} finally {
  await world.close();
}
