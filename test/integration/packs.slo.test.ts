import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makePackProject, type PackProject } from "../support/pack-project.ts";
import { sloDocument } from "../support/slo-documents.ts";
import { policyTexts } from "../support/slo-policy.ts";

const config = { target: "local", environment: "production", service: "orders" };
const texts = policyTexts();
const cli = join(import.meta.dirname, "../../automation/cli/maestro.ts");

let project: PackProject;
beforeAll(async () => {
  project = await makePackProject({
    policypacks: "policypacks/index.ts",
    "policypacks/slo": "policypacks/slo/index.ts",
  });
  await project.write("freeze.yaml", "freeze: []\n");
  await project.write("flags/registry.yaml", "flags: []\n");
  await project.write("freeze/approvers.yaml", texts.approvers);
  await project.write("reports/ada.pem", texts.key);
  await project.write("slo/orders.yaml", sloDocument().replaceAll("data/orders.csv", "reports/orders.csv"));
  await project.write("slo/policy.yaml", texts.policy);
  await project.config(config);
  await project.declare({ resources: [{ name: "a", props: { env: {} } }] });
});
afterAll(() => project?.remove());

const maestro = (...args: string[]) =>
  promisify(execFile)(process.execPath, [cli, ...args], { cwd: project.dir }).catch((error: { code: number }) => error);

/** Hourly counts of the last 30 days, of which so many of a thousand are bad. */
async function measured(bad: number): Promise<void> {
  const hour = 3_600_000;
  const last = Math.floor(Date.now() / hour) * hour;
  const rows = Array.from({ length: 720 }, (_, i) => `${new Date(last - i * hour).toISOString()},${1000 - bad},1000`);
  await project.write("reports/orders.csv", ["timestamp,good,total", ...rows].join("\n"));
}

it("releases within the budget, holds without a statement, refuses an exhausted budget before any provider, and lets a signed override through", async () => {
  const held = await project.up("--skip-preview");
  expect(held.code).not.toBe(0);
  expect(held.output).toContain("[budget-statement-missing]");
  expect(await project.touched()).toEqual([]);

  await measured(0);
  await maestro("slo", "status", "--write");
  const within = await project.up("--skip-preview");
  expect(within.code, within.output).toBe(0);
  expect(await project.touched()).not.toEqual([]);

  await measured(3);
  await maestro("slo", "status", "--write");
  await project.declare({ resources: [{ name: "a", props: { env: { NEW: "1" } } }] });
  const refused = await project.up("--skip-preview");
  expect(refused.code).not.toBe(0);
  expect(refused.output).toContain("[budget-exhausted] orders-availability of orders: 300 % of the budget is spent");
  const alone = await project.pulumi(["preview", "--stack", "prod", "--policy-pack", "policypacks/slo"]);
  expect(alone.output).toContain("[budget-exhausted]");
  await project.declare({ guard: true, resources: [{ name: "a", props: { env: { NEW: "1" } } }] });
  const raw = await project.pulumi(["up", "--yes", "--skip-preview", "--stack", "prod"]);
  expect(raw.code).not.toBe(0);
  expect(raw.output).toContain("[budget-exhausted]");
  expect(await project.touched()).toEqual([]);

  const file = join(project.dir, "slo/budget.json");
  await project.write("slo/budget.json", (await readFile(file, "utf8")).replace('"exhausted"', '"within"'));
  expect((await project.up("--skip-preview")).output).toContain("[budget-statement-edited]");

  await maestro("slo", "status", "--write");
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const who = ["--as", "ada", "--requested-by", "bob", "--key-file", "reports/ada.pem", "--ticket", "INC-7"];
  await maestro("slo", "approve", "--service", "orders", "--role", "head", "--until", until, ...who);
  const overridden = await project.up("--skip-preview");
  expect(overridden.code, overridden.output).toBe(0);
  expect(await project.touched()).not.toEqual([]);
});
