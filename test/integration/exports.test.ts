import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const packageJson = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  exports: Record<string, string | { types: string; default: string }>;
  bin: Record<string, string>;
};
const tsc = join(root, "node_modules/typescript/bin/tsc");
const scratch = mkdtempSync(join(tmpdir(), "maestro-exports-"));

const program = `
import { InputError, hodgesLehmann, judge, kolmogorovSmirnov, mannWhitneyU } from "maestro-conductor/aca";
import { type Registry, checkFlags, registrySchema } from "maestro-conductor/flags";
import { type Decision, calendarSchema, decide } from "maestro-conductor/freeze";
import { Database, Fence, Replicas, Router, validateInputs } from "maestro-conductor/stacks";

const order = [5, 1, 9, 3, 7, 2, 8, 4, 10, 6];
const baseline = { latency: order.map((x) => 100 + x) };
const canary = { latency: order.map((x) => 200 + x) };
const verdict = judge({ metrics: [{ name: "latency", kind: "continuous", direction: "increase", critical: true }] }, baseline, canary);
const calendar = calendarSchema.parse({ freeze: { start: "2025-12-18T00:00:00Z", end: "2025-12-27T23:59:59Z" } });
const request = { kind: "deploy", stack: "prod", service: "orders", environment: "production", labels: [], ticket: null, ticketSource: null } as const;
const decision: Decision = decide(calendar, [], request, Date.parse("2025-12-20T00:00:00Z"));
const registry: Registry = { file: "registry.yaml", flags: registrySchema.parse({ flags: [] }).flags };
const findings = checkFlags([{ key: "x.y", where: "here" }], registry, 0, { stack: null, service: null, environment: null });
let field: string | undefined;
try {
  validateInputs({ target: "moon" }, "Pulumi.prod.yaml");
} catch (error) {
  field = (error as { field?: string }).field;
}
let refused = false;
try {
  judge({ metrics: [] }, {}, {});
} catch (error) {
  refused = error instanceof InputError;
}
console.log(
  JSON.stringify({
    verdict: verdict.verdict,
    decision: decision.decision,
    finding: findings[0]?.code,
    field,
    refused,
    components: [Database, Fence, Replicas, Router].map((component) => component.name),
    u: mannWhitneyU([1, 2, 3], [4, 5, 6]).statistic,
    d: kolmogorovSmirnov([1, 2, 3], [4, 5, 6]).statistic,
    shift: hodgesLehmann([4, 5, 6], [1, 2, 3]).estimate,
  }),
);
`;

beforeAll(() => {
  execFileSync(process.execPath, ["scripts/build.ts"], { cwd: root });
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.types.json"], { cwd: root });
  mkdirSync(join(scratch, "node_modules"));
  symlinkSync(root, join(scratch, "node_modules", "maestro-conductor"));
  writeFileSync(join(scratch, "package.json"), '{"type":"module"}');
  writeFileSync(join(scratch, "use.ts"), program);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** As strict as a user can be: declarations are checked too, and none of Node's types are at hand. */
function check(source: string): string {
  writeFileSync(join(scratch, "check.ts"), source);
  const compilerOptions = {
    module: "NodeNext",
    target: "ES2024",
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    // Pulumi's own declarations are not ours to check.
    skipLibCheck: source.includes("/stacks"),
    types: [],
    typeRoots: [],
  };
  writeFileSync(join(scratch, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["check.ts"] }));
  return spawnSync(process.execPath, [tsc, "-p", scratch], { encoding: "utf8" }).stdout;
}

test("a program of another package imports every part by name and runs", () => {
  const said = execFileSync(process.execPath, ["use.ts"], { cwd: scratch, encoding: "utf8" });
  expect(JSON.parse(said)).toEqual({
    verdict: "fail",
    decision: "deny",
    finding: "unregistered",
    field: "target",
    refused: true,
    components: ["Database", "Fence", "Replicas", "Router"],
    u: 0,
    d: 1,
    shift: 3,
  });
});

test("the same program type-checks, and what is wrong does not", () => {
  const wrong = `
// @ts-expect-error: a misspelt direction
judge({ metrics: [{ name: "a", kind: "continuous", direction: "up" }] }, {}, {});
// @ts-expect-error: a verdict taken for a boolean
export const ok: boolean = verdict.verdict;
// @ts-expect-error: a target that is none
export const target: Inputs["target"] = "moon";
// @ts-expect-error: a way past the exports
import "maestro-conductor/core/aca/judge.ts";
`;
  const types = `import type { Inputs } from "maestro-conductor/stacks";\ndeclare const console: { log(text: string): void };\n`;
  expect(check(`${types}${program}${wrong}`)).toBe("");
});

test("declarations stand alone where a user checks those as well", () => {
  expect(
    check(
      `export { judge } from "maestro-conductor/aca"; export { decide } from "maestro-conductor/freeze"; export { checkFlags } from "maestro-conductor/flags"; export { compileMapping, dualWrite } from "maestro-conductor/migration";`,
    ),
  ).toBe("");
});

test("every file that package.json exports or installs as a bin is there", () => {
  const targets = [...Object.values(packageJson.exports), ...Object.values(packageJson.bin)].flatMap((target) =>
    typeof target === "string" ? [target] : [target.types, target.default],
  );
  for (const target of targets) expect(readFileSync(join(root, target), "utf8").length).toBeGreaterThan(0);
  for (const bin of Object.values(packageJson.bin))
    expect(readFileSync(join(root, bin), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
});
