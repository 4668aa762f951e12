import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { type CapacityInputs, inputsDigest } from "../../core/capacity/index.ts";
import { usage } from "../core/capacity/support.ts";
import { keyPair } from "../support/attest-keys.ts";
import { makePackProject, type PackProject } from "../support/pack-project.ts";

const base = { target: "local", environment: "production", service: "orders" };
const budgets = (cents: number): string => `prices:
  source: a made-up list
  date: 2026-10-01
  microcentsPerMillicoreHour: 4000
  microcentsPerMebibyteHour: 500
services:
  orders: {team: shop, monthlyCents: ${cents}}
`;

let project: PackProject;
beforeAll(async () => {
  project = await makePackProject();
  await project.write("freeze.yaml", "freeze: []\n");
  await project.write("flags/registry.yaml", "flags: []\n");
  await project.write("capacity/budgets.yaml", budgets(1_000_000));
  await project.declare({ resources: [{ name: "a", props: { env: {} } }] });
});
afterAll(() => project?.remove());

const preview = () => project.pulumi(["preview", "--stack", "prod", "--policy-pack", "policypacks"]);

const person = (publicKey: string) => ({ id: "ada", roles: ["finops"], publicKey });

function maestro(...args: string[]): Promise<void> {
  const bin = join(import.meta.dirname, "../../automation/cli/maestro.ts");
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [bin, ...args], { cwd: project.dir }, (error, stdout, stderr) =>
      error ? reject(new Error(stdout + stderr)) : resolve(),
    );
  });
}

/** What `maestro capacity inputs` writes for usage that ends now. */
async function written(): Promise<CapacityInputs> {
  await project.config(base);
  const hour = 3_600_000;
  const start = Math.floor(Date.now() / hour) * hour - 671 * hour;
  const rows = [...usage(672)].map(
    (v, i) => `orders/cpu/millicores,${new Date(start + i * hour).toISOString()},${v * 10}`,
  );
  await writeFile(join(project.dir, "usage.csv"), ["series,timestamp,value", ...rows].join("\n"));
  await maestro("capacity", "inputs", "--stack", "prod", "--input", "usage.csv", "--horizon", "48");
  const file = parse(await readFile(join(project.dir, "Pulumi.prod.yaml"), "utf8"));
  return file.config["maestro-conductor:capacity"] as CapacityInputs;
}

/** Puts another capacity section in the stack file, its instants in quotes. */
async function commit(capacity: CapacityInputs): Promise<void> {
  const path = join(project.dir, "Pulumi.prod.yaml");
  const file = parse(await readFile(path, "utf8"));
  file.config["maestro-conductor:capacity"] = capacity;
  await writeFile(path, stringify(file, { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" }));
}

it("previews with inputs as written; refuses them expired, edited or over budget before any provider; passes them approved", async () => {
  const capacity = await written();
  const good = await preview();
  expect(good.code, good.output).toBe(0);

  const expired = { ...capacity, expiresAt: "2026-01-01T00:00:00Z" };
  await commit({ ...expired, digest: inputsDigest(expired) });
  const late = await preview();
  expect(late.code).not.toBe(0);
  expect(late.output).toContain("the forecast expired at 2026-01-01T00:00:00Z");
  expect((await project.up("--skip-preview")).code).not.toBe(0);

  await commit({ ...capacity, expiresAt: "2099-01-01T00:00:00Z" });
  expect((await preview()).output).toContain("what the forecast said was edited");

  await commit(capacity);
  await project.write("capacity/budgets.yaml", budgets(100));
  const dear = await preview();
  expect(dear.code).not.toBe(0);
  expect(dear.output).toMatch(/orders would cost \d+\.\d\d a month, its budget is 1\.00/);

  // The guard in the program says the same where nobody named the pack.
  await project.declare({ guard: true, resources: [{ name: "a", props: { env: {} } }] });
  const raw = await project.pulumi(["preview", "--stack", "prod"]);
  expect(raw.code).not.toBe(0);
  expect(raw.output).toContain("capacity-over-budget");

  const ada = keyPair();
  await project.write("freeze/approvers.yaml", stringify({ approvers: [person(ada.publicPem)] }));
  await project.write("ada.pem", ada.privatePem);
  const ends = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await maestro(
    ...["capacity", "approve", "--service", "orders", "--up-to-cents", "1000000", "--ticket", "FIN-1", "--until", ends],
    ...["--as", "ada", "--requested-by", "bob", "--key-file", "ada.pem"],
  );
  const approved = await preview();
  expect(approved.code, approved.output).toBe(0);
  expect(await project.touched()).toEqual([]);
});
