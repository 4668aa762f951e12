/** `npm run check`: formatter and linter, types, import directions, drift of generated files. */
import { spawnSync } from "node:child_process";

const steps: readonly (readonly string[])[] = [
  ["node_modules/@biomejs/biome/bin/biome", "check", "--diagnostic-level=warn", "."],
  ["node_modules/typescript/bin/tsc"],
  [
    "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
    "--config",
    ".dependency-cruiser.cjs",
    "--output-type",
    "err",
    "core",
    "adapters",
    "stacks",
    "policypacks",
    "automation",
    "examples",
    "exports",
  ],
  ["scripts/generate.ts", "--check"],
];
for (const [script, ...args] of steps) {
  const { status } = spawnSync(process.execPath, [script!, ...args], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
