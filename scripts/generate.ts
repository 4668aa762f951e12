/**
 * Writes every artefact that is generated from code. `node scripts/generate.ts --check` writes nothing and names the
 * files that have drifted; the test of the same name runs it.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { generated } from "./generated.ts";

const check = process.argv.includes("--check");
const drifted: string[] = [];
for (const [file, text] of Object.entries(generated())) {
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  drifted.push(file);
  if (check) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (drifted.length > 0) process.stdout.write(`${check ? "drifted" : "written"}: ${drifted.join(", ")}\n`);
if (check && drifted.length > 0) {
  process.stderr.write("next: npm run generate\n");
  process.exitCode = 1;
}
