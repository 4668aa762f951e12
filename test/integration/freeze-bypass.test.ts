import { existsSync, readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { openEnvelope, publicKeyFromPem } from "../../core/attest/index.ts";
import { AUDIT_TYPE } from "../../core/freeze-audit/index.ts";
import { jsonSchemas } from "../../scripts/reference.ts";
import { attempts, auditOf, type Made, make, rowOf } from "../support/bypass/suite.ts";
import { BypassWorld, window } from "../support/bypass/world.ts";

/** A sample of `npm run test:bypass`: one of each way, and each that has once come through. */
const sample = [
  "no-pack-preview",
  "window-removed",
  "old-branch",
  "environment-staging",
  "node-options",
  "backout-own-digest",
  "revocation-removed",
  "now-given",
  "labels-broken",
  "approved",
  "raw-refresh",
  "unprotect",
];

let world: BypassWorld;
beforeAll(async () => {
  world = await BypassWorld.open();
});
afterAll(() => world?.close());

test("tries to go round the freeze are refused and in the audit, or found by it; the audit is signed and valid", async () => {
  const made: Made[] = [];
  for (const id of sample) made.push(await make(world, attempts.find((attempt) => attempt.id === id)!));
  const audit = await auditOf(world);
  expect(made.map((one) => rowOf(one, audit)).filter(({ wrong }) => wrong.length > 0)).toEqual([]);

  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(jsonSchemas()["freeze.audit"]!);
  expect(validate(audit), JSON.stringify(validate.errors)).toBe(true);
  const key = publicKeyFromPem(await readFile(audit.attestation.publicKey, "utf8"));
  const opened = openEnvelope(await readFile(audit.attestation.file), [key]);
  expect(opened.status).toBe("valid");
  const statement = JSON.parse(Buffer.from((opened as { payload: Uint8Array }).payload).toString()) as {
    predicateType: string;
    predicate: { findings: unknown };
  };
  expect(statement.predicateType).toBe(AUDIT_TYPE);
  expect(statement.predicate.findings).toEqual(audit.findings);

  // Each finding was told once, however many audits found it.
  const notices = join(world.dir, ".maestro", "notices");
  expect(existsSync(notices) ? readdirSync(notices).length : 0).toBe(audit.findings.length);
});

test("a refused up waits until the freeze is over, and then goes out through the gate", async () => {
  await world.reset();
  const resources = [{ name: "a", props: { env: { PORT: "3" } } }];
  await world.project.declare({ guard: true, fence: true, resources });
  expect((await world.maestro(["up"])).code).toBe(1);
  const offered = await world.maestro(["freeze", "resume", "--run"]);
  expect(offered.code, offered.output).toBe(3);
  expect(offered.output).toContain("gate closed");
  expect(await world.project.touched()).toEqual([]);

  await writeFile(join(world.dir, "freeze.yaml"), stringify({ freeze: [{ ...window, end: "2021-01-01T00:00:00Z" }] }));
  await world.commit("the freeze is over");
  await world.git("push", "-q", "origin", "main");
  const ran = await world.maestro(["freeze", "resume", "--run"]);
  expect(ran.code, ran.output).toBe(0);
  expect(await world.project.touched()).toContain("update a");
  expect((await world.maestro(["freeze", "resume"])).output).toContain("nothing is held");
});
