import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { configDigest } from "../../core/config/index.ts";
import { makePackProject, type PackProject } from "../support/pack-project.ts";

const base = { target: "local", environment: "production", service: "orders" };
const a = { name: "a", props: { env: { PORT: "1" } } };
const frozen = "freeze: {name: year-end, start: 2020-01-01, end: 2099-12-31}\n";
const open = "freeze: []\n";

let project: PackProject;
beforeAll(async () => {
  project = await makePackProject();
});
afterAll(() => project?.remove());

/** What is deployed before the freeze begins. */
async function deployed(
  ...resources: { name: string; props: Record<string, unknown>; protect?: boolean }[]
): Promise<void> {
  await project.write("freeze.yaml", open);
  await project.config(base);
  await project.declare({ resources });
  const run = await project.up("--skip-preview");
  expect(run.code, run.output).toBe(0);
  await project.touched();
}

describe.each([["--skip-preview"], ["--refresh=false"]])("the freeze gate with %s", (flag) => {
  beforeAll(() => deployed(a));
  beforeEach(() => project.config(base));

  it("refuses a change before any provider is called, with what, why, until when and what next", async () => {
    await project.write("freeze.yaml", frozen);
    await project.declare({ resources: [{ ...a, props: { env: { PORT: "2" } } }] });
    const run = await project.up(flag);
    expect(run.code).not.toBe(0);
    expect(run.output).toContain('change freeze "year-end" holds deploys to stack prod (production) until 2099-12-31');
    expect(run.output).toContain("names no CAB ticket");
    expect(run.output).toContain("Next: pulumi config set --path 'maestro-conductor:change.ticket'");
    expect(await project.touched()).toEqual([]);
  });

  it("refuses a change that only deletes", async () => {
    await project.write("freeze.yaml", frozen);
    await project.declare({ resources: [] });
    expect((await project.up(flag)).code).not.toBe(0);
    expect(await project.touched()).toEqual([]);
  });

  it("refuses an up that changes nothing", async () => {
    await project.write("freeze.yaml", frozen);
    expect((await project.up(flag)).code).not.toBe(0);
  });

  it("refuses a ticket that nobody approved and lets an excepted one pass", async () => {
    await project.config({ ...base, change: { ticket: "CAB-7" } });
    await project.declare({ resources: [{ ...a, props: { env: { PORT: "3" } } }] });
    await project.write("freeze.yaml", frozen);
    expect((await project.up(flag)).output).toContain("nobody has approved CAB ticket CAB-7");
    expect(await project.touched()).toEqual([]);
    const exception = "exceptions: [{id: x1, ticket: CAB-7, stacks: [prod], expires: 2099-01-01}]";
    await project.write("freeze.yaml", frozen.replace("}", `, ${exception}}`));
    expect((await project.up(flag)).code).toBe(0);
    expect(await project.touched()).toEqual(["update a"]);
  });

  it.each([
    ["a missing calendar", undefined, "there is no freeze.yaml"],
    ["a malformed calendar", "freeze: {start: 2025-01-02, end: 2025-01-01}\n", "freeze.yaml:1:34 (freeze.end)"],
    ["an unknown key", "freeze: []\nfreze: {}\n", 'freeze.yaml:2:1 (freze): unknown key "freze"'],
  ])("refuses on %s", async (_, text, message) => {
    await project.write("freeze.yaml", text ?? "");
    if (text === undefined) await rm(join(project.dir, "freeze.yaml"));
    await project.declare({ resources: [{ ...a, props: { env: { PORT: "4" } } }] });
    const run = await project.up(flag);
    expect(run.code).not.toBe(0);
    expect(run.output).toContain(message);
    expect(await project.touched()).toEqual([]);
  });
});

describe("ways of narrowing an up", () => {
  const urn = "urn:pulumi:prod::maestro-conductor::pulumi-nodejs:dynamic/test:Marker::a";
  beforeAll(async () => {
    await deployed(a);
    await project.write("freeze.yaml", frozen);
    await project.declare({ resources: [{ ...a, props: { env: { PORT: "9" } } }] });
  });

  it.each([["--target", urn], ["--replace", urn], ["--run-program=false"], ["--refresh"]])(
    "do not pass the gate: %s",
    async (...args) => {
      const run = await project.up("--skip-preview", ...args);
      expect(run.code).not.toBe(0);
      expect(run.output).toContain('change freeze "year-end" holds deploys');
      expect(await project.touched()).toEqual([]);
    },
  );
});

describe("what the pack cannot see", () => {
  it("is refused by the program's guard when the pack is left out or disabled", async () => {
    await deployed(a);
    await project.write("freeze.yaml", frozen);
    await project.write("off.json", '{"all":"disabled"}');
    await project.write("advisory.json", '{"all":"advisory"}');
    await project.declare({ guard: true, resources: [{ ...a, props: { env: { PORT: "5" } } }] });
    for (const args of [
      ["up", "--yes", "--stack", "prod", "--skip-preview"],
      ["up", "--yes", "--stack", "prod"],
      [
        "up",
        "--yes",
        "--stack",
        "prod",
        "--skip-preview",
        "--policy-pack",
        "policypacks",
        "--policy-pack-config",
        "off.json",
      ],
      [
        "up",
        "--yes",
        "--stack",
        "prod",
        "--skip-preview",
        "--policy-pack",
        "policypacks",
        "--policy-pack-config",
        "advisory.json",
      ],
    ]) {
      const run = await project.pulumi(args);
      expect(run.code).not.toBe(0);
      expect(run.output).toContain('error[freeze-refused] change freeze "year-end" holds');
      expect(await project.touched()).toEqual([]);
    }
  });

  it("stops a raw destroy only where a resource is protected", async () => {
    await deployed({ ...a, protect: true });
    await project.write("freeze.yaml", frozen);
    const run = await project.pulumi(["destroy", "--yes", "--stack", "prod", "--skip-preview"]);
    expect(run.code).not.toBe(0);
    expect(await project.touched()).toEqual([]);
    await project.pulumi(["state", "unprotect", "--all", "--yes", "--stack", "prod"]);
  });
});

it("lets a backout pass the freeze gate, and a config that is not the pre-run one not", async () => {
  await deployed(a);
  await project.write("freeze.yaml", frozen);
  const run = { id: "r1", fencingToken: 2, preRunDigest: configDigest(base) };
  await project.declare({ guard: true, resources: [{ ...a, props: { env: { PORT: "6" } } }] });
  await project.config({ ...base, flags: { other: true }, run });
  expect((await project.up("--skip-preview")).code).not.toBe(0);
  expect(await project.touched()).toEqual([]);
  await project.config({ ...base, run });
  expect((await project.up("--skip-preview")).code).toBe(0);
  expect(await project.touched()).toEqual(["update a"]);
});

it("reads the calendar of the pack's own project, whatever the environment and the working directory say", async () => {
  await deployed(a);
  await project.write("freeze.yaml", frozen);
  await project.write("elsewhere/freeze.yaml", open);
  await project.write("elsewhere/Pulumi.yaml", "name: elsewhere\nruntime: nodejs\n");
  await project.declare({ resources: [{ ...a, props: { env: { PORT: "7" } } }] });
  const env = {
    MAESTRO_ROOT: `${project.dir}/elsewhere`,
    PWD: `${project.dir}/elsewhere`,
    INIT_CWD: `${project.dir}/elsewhere`,
  };
  const up = ["up", "--yes", "--stack", "prod", "--skip-preview", "--policy-pack", "policypacks"];
  expect((await project.pulumi(up, env)).code).not.toBe(0);
  expect(await project.touched()).toEqual([]);
});
