import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makePackProject, type PackProject, type Run } from "../support/pack-project.ts";

const base = {
  target: "local",
  environment: "production",
  service: "orders",
  release: { activeColor: "blue", blue: { version: "v1.0.0" }, canaryWeight: 0, dualWrite: false, shadowRead: 0 },
};
const contract = (version: number, fields: string): string => `entity: order
version: ${version}
compatibility: backward
owner: team-orders
consumers: [team-billing]
fields:
${fields}
`;
const before = contract(
  1,
  "  - { name: id, type: int64, required: true }\n  - { name: item, type: string, required: true }",
);
const after = contract(
  2,
  "  - { name: id, type: int64, required: true }\n  - { name: code, type: string, required: true }",
);
const mapping = `mapping:
  id: order_v2
  entity: order
  from: { version: 1, fields: { id: { type: bigint }, item: { type: text } } }
  to: { version: 2, fields: { id: { type: bigint }, code: { type: text } } }
  key: [id]
  steps: [{ rename: { from: item, to: code } }]
`;

let project: PackProject;
const pem = generateKeyPairSync("ed25519");
beforeAll(async () => {
  project = await makePackProject();
  await project.write("freeze.yaml", "freeze: []\n");
  await project.write("flags/registry.yaml", "flags: []\n");
  await project.write("contracts/prev/order.yaml", before);
  await project.write("contracts/next/order.yaml", before);
  const key = String(pem.publicKey.export({ format: "pem", type: "spki" }))
    .trimEnd()
    .replaceAll("\n", "\n      ");
  const approvers = `approvers:\n  - id: ada\n    roles: [team-orders]\n    publicKey: |\n      ${key}\n`;
  await project.write("freeze/approvers.yaml", approvers);
  await project.write("notify.yaml", "sinks: [{ name: ops, kind: file, dir: notices }]\n");
  await project.write("ada.pem", String(pem.privateKey.export({ format: "pem", type: "pkcs8" })));
  await project.write(".gitignore", "*\n!contracts\n!contracts/**\n!freeze\n!freeze/**\n!*.yaml\n");
  for (const args of [
    ["init", "-q"],
    ["add", "."],
    ["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "in force"],
  ])
    await run("git", args);
  await project.config(base);
  await project.declare({ resources: [{ name: "a", props: { env: {} } }] });
});
afterAll(() => project?.remove());

function run(command: string, args: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    const env = { ...process.env, PULUMI_CONFIG_PASSPHRASE: "test" };
    execFile(command, args, { cwd: project.dir, env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, output: stdout + stderr }),
    );
  });
}
const preview = () => project.pulumi(["preview", "--stack", "prod", "--policy-pack", "policypacks"]);
const maestro = (...args: string[]) =>
  run(process.execPath, [join(import.meta.dirname, "../../automation/cli/maestro.ts"), ...args]);
const contracts = (...args: string[]) => maestro("contracts", ...args);
const ledger = () => readFile(join(project.dir, ".maestro/ledger.jsonl"), "utf8");

it("refuses a release that breaks its contract with the record that shows it, until its plan is whole and signed", async () => {
  const compatible = await preview();
  expect(compatible.code, compatible.output).toBe(0);

  await project.write("contracts/next/order.yaml", after);
  const breaking = await preview();
  expect(breaking.code).not.toBe(0);
  expect(breaking.output).toContain("contracts-in-release");
  expect(breaking.output).toContain("order 1 → 2 breaks what it promises (backward)");
  expect(breaking.output).toMatch(/\{"id":\d+,"item":"\w+"\} fits prev; next: code is missing/);
  expect(breaking.output).toContain("It lacks a deprecation date, a mapping, the signature of team-orders");

  // The command that runs the packs leaves the attempt in the ledger, and alerts.
  const attempt = await maestro("up", "--stack", "prod");
  expect(attempt.code, attempt.output).toBe(1);
  expect(attempt.output).toContain("fits prev; next: code is missing");
  expect(await ledger()).toContain('"kind":"contract.breakage-attempted"');
  const notices = await readdir(join(project.dir, "notices"));
  expect(
    notices.some((name) => name.includes("contract-breakage")),
    notices.join(),
  ).toBe(true);

  // Neither the other side of the comparison nor the mode is the working tree's to choose.
  await project.write("contracts/prev/order.yaml", after);
  await project.write("contracts/next/order.yaml", after.replace("backward", "none"));
  expect((await preview()).output).toContain("order 1 → 2 breaks what it promises (backward)");
  await project.write("contracts/prev/order.yaml", before);
  await project.write("contracts/next/order.yaml", after);

  await project.write("migrations/order_v2.yaml", mapping);
  const announced = await contracts(
    "deprecate",
    "order",
    "--until",
    "2099-03-31",
    "--mapping",
    "order_v2",
    "--reason",
    "one code",
  );
  expect(announced.code, announced.output).toBe(0);
  expect(await ledger()).toContain('"kind":"contract.deprecated"');

  const signed = await contracts("sign-off", "order", "--as", "ada", "--requested-by", "bob", "--key-file", "ada.pem");
  expect(signed.code, signed.output).toBe(0);
  const planned = await preview();
  expect(planned.code, planned.output).toBe(0);

  // The signature is over this very change: another one needs its own.
  await writeFile(
    join(project.dir, "contracts/next/order.yaml"),
    after.replace("code, type: string", "code, type: int32"),
  );
  expect((await preview()).output).toContain("It lacks the signature of team-orders");
  expect(await project.touched()).toEqual([]);
});
