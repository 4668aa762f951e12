import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { keyPair } from "../../support/attest-keys.ts";
import { LiveProject } from "../../support/live-experiment.ts";

const project = new LiveProject("review: {required: true}\n");
afterAll(() => rmSync(project.dir, { recursive: true, force: true }));

const people = { lea: ["legal"], finn: ["finops"] };
const approvers = Object.entries(people).map(([id, roles]) => {
  const { privatePem, publicPem } = keyPair();
  writeFileSync(join(project.dir, `${id}.pem`), privatePem);
  const key = publicPem.trimEnd().replaceAll("\n", "\n      ");
  return `  - id: ${id}\n    roles: [${roles.join(", ")}]\n    publicKey: |\n      ${key}\n`;
});
mkdirSync(join(project.dir, "freeze"));
writeFileSync(join(project.dir, "freeze/approvers.yaml"), `approvers:\n${approvers.join("")}`);
writeFileSync(join(project.dir, "stranger.pem"), keyPair().privatePem);

const approve = (as: string, more: Record<string, string> = {}) => {
  const options = { role: people[as as "lea"]?.[0] ?? "legal", ticket: "LEGAL-7", "requested-by": "bob", ...more };
  const rest = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return project.run("approve", "e.yaml", "--as", as, "--key-file", more["key-file"] ?? `${as}.pem`, ...rest);
};

it("is started only with a signed approval of its review, of the definition as it is", async () => {
  expect((await project.run("start", "e.yaml")).error).toMatchObject({ code: "review-missing", exitCode: 1 });
  expect((await approve("finn")).error).toMatchObject({ code: "approver-unknown", field: "--role" });
  expect((await approve("lea", { "key-file": "stranger.pem" })).error).toMatchObject({ field: "--key-file" });
  expect((await approve("lea", { "requested-by": "LEA" })).error).toMatchObject({ field: "--requested-by" });
  expect((await project.run("start", "e.yaml")).error).toMatchObject({ code: "review-missing" });
  const approved = await approve("lea");
  expect(approved).toMatchObject({ code: 0, document: { approver: "lea", role: "legal" } });
  project.define("e.yaml", "review: {required: true}\nalpha: 0.1\n");
  expect((await project.run("start", "e.yaml")).error).toMatchObject({ code: "review-missing" });
  project.define("e.yaml", "review: {required: true}\n");
  const started = await project.run("start", "e.yaml");
  expect(started).toMatchObject({ code: 0, document: { review: approved.document.id } });
  expect(project.ledger).toEqual(["experiment.reviewed", "experiment.started"]);
});
