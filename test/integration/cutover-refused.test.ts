import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import { configDigest } from "../../core/config/index.ts";
import { DemoWorld, type Snapshot } from "../support/demo-world.ts";

let world: DemoWorld;
let before: Snapshot;
beforeAll(async () => {
  world = await DemoWorld.open();
});
afterAll(() => world?.close());

const project = (name: string): string => join(world.projectDir, name);

describe("a cutover that may not begin", () => {
  beforeEach(async () => {
    before = await world.snapshot();
  });
  afterEach(async () => {
    expect(await world.snapshot(), "nothing was touched").toEqual(before);
    expect(await world.servedBy()).toEqual(["blue v1.0.0"]);
    expect(world.driver()).toBeNull();
  });

  it("is refused in a freeze", async () => {
    world.freeze(true);
    const run = await world.start("v2.0.0", "quick", "--json").ended;
    world.freeze(false);
    expect(run.code, run.output).toBe(1);
    const document = JSON.parse(run.stdout) as Record<string, unknown>;
    expect(document).toMatchObject({ outcome: "refused", activeColor: "blue", flips: [], backout: null });
    expect(JSON.stringify(document.reason)).toMatch(/freeze/);
    expect(world.section("run")).toBeUndefined();
    const preview = readFileSync(join(world.dir, "reports", String(document.runId), "preview.md"), "utf8");
    expect(preview).toMatch(/\*\*Refused\*\* by `freeze-window`/);
  });

  it("is refused with a flag that is not registered", async () => {
    world.config({ flags: { "orders.fastCheckout": true, "orders.turboMode": true } });
    const run = await world.start("v2.0.0", "quick", "--json").ended;
    world.config({ flags: { "orders.fastCheckout": true } });
    expect(run.code, run.output).toBe(1);
    const document = JSON.parse(run.stdout) as Record<string, unknown>;
    expect(document).toMatchObject({ outcome: "refused", activeColor: "blue", flips: [] });
    expect(JSON.stringify(document.reason)).toContain("orders.turboMode");
  });

  interface BadFile {
    readonly file: () => string;
    readonly text: (good: string) => string;
    readonly says: RegExp;
  }
  const good = (text: string): string => text;
  const bad: Record<string, BadFile> = {
    "an unknown key in the stack file": {
      file: () => project("Pulumi.demo.yaml"),
      text: (t) => t.replace("canaryWeight", "canaryWait"),
      says: /Pulumi\.demo\.yaml.*\(release\.canaryWait\)/,
    },
    "a color that is neither": {
      file: () => project("Pulumi.demo.yaml"),
      text: (t) => t.replace("activeColor: blue", "activeColor: red"),
      says: /Pulumi\.demo\.yaml.*release\.activeColor.*blue, green/s,
    },
    "a stack file that is no YAML": {
      file: () => project("Pulumi.demo.yaml"),
      text: (t) => `${t}\n  broken: [1, 2\n`,
      says: /Pulumi\.demo\.yaml:\d+:\d+/,
    },
    "a calendar that is no YAML": {
      file: () => project("freeze.yaml"),
      text: () => "freeze: {start: [\n",
      says: /freeze\.yaml:\d+:\d+/,
    },
    "a window that ends before it starts": {
      file: () => project("freeze.yaml"),
      text: () => "freeze:\n  start: 2026-12-27T00:00:00Z\n  end: 2026-12-18T00:00:00Z\n",
      says: /freeze\.yaml:\d+:\d+ \(freeze\.(start|end)\)/,
    },
    "a registry that is no YAML": {
      file: () => project("flags/registry.yaml"),
      text: () => "flags: [{key: a",
      says: /registry\.yaml:\d+:\d+/,
    },
    "an aca.yaml with an unknown key": {
      file: () => project("aca.yaml"),
      text: (t) => `${t}\nalfa: 3\n`,
      says: /aca\.yaml:\d+:\d+ \(alfa\)/,
    },
    "an aca.yaml that is no YAML": {
      file: () => project("aca.yaml"),
      text: () => "metrics: [",
      says: /aca\.yaml:\d+:\d+/,
    },
    "a slo.yaml that is no YAML": {
      file: () => project("slo.yaml"),
      text: () => "limits: [",
      says: /slo\.yaml:\d+:\d+/,
    },
    "a plan file that is no YAML": {
      file: () => join(world.dir, "quick.plan.yaml"),
      text: () => "canary: [",
      says: /quick\.plan\.yaml:\d+:\d+/,
    },
    "a plan file with an unknown key": {
      file: () => join(world.dir, "quick.plan.yaml"),
      text: (t) => `${t}\nsoakSeconds: 3\n`,
      says: /quick\.plan\.yaml:\d+:\d+ \(soakSeconds\)/,
    },
    "a plan whose weights fall": {
      file: () => join(world.dir, "quick.plan.yaml"),
      text: (t) => t.replace(/canary:\n\s+- 25/, "canary: [50, 25]"),
      says: /quick\.plan\.yaml.*\(canary\.1\)/,
    },
  };
  for (const [name, { file, text, says }] of Object.entries(bad))
    it(`says where the mistake is: ${name}`, async () => {
      const path = file();
      const kept = existsSync(path) ? readFileSync(path, "utf8") : null;
      writeFileSync(path, text(kept ?? ""));
      try {
        if (kept !== null) expect(text(kept)).not.toBe(good(kept));
        const run = await world.start("v2.0.0").ended;
        expect(run.output).toMatch(says);
        expect(run.output).toMatch(/\n {2}next: /);
        expect(run.code, run.output).toBe(2);
      } finally {
        if (kept === null) rmSync(path);
        else writeFileSync(path, kept);
      }
    });

  it("says which versions there are", async () => {
    const run = await world.start("v9.9.9", "quick", "--json").ended;
    expect(run.code).toBe(2);
    const { error } = JSON.parse(run.stdout) as { error: Record<string, unknown> };
    expect(error).toMatchObject({ code: "version-unknown", field: "--to", file: "Pulumi.demo.yaml" });
    expect(error.message).toContain("v2.0.0");
  });

  it("says which stack, service and plan file it wanted", async () => {
    const args = ["--to", "v2.0.0", "--json"];
    const service = await world.json("cutover", "start", "--service", "carts", ...args);
    expect([service.code, service.document.error]).toMatchObject([2, { code: "service-unknown", field: "service" }]);
    const file = await world.json("cutover", "start", "--service", "orders", "--plan-file", "none.yaml", ...args);
    expect([file.code, file.document.error]).toMatchObject([2, { code: "plan-file-missing", field: "--plan-file" }]);
  });
});

describe("the fence on a raw pulumi up", () => {
  it("refuses the token of an older driver, with and without the packs, and touches nothing", async () => {
    world.config({ run: { fencingToken: 7 } });
    expect((await world.maestro("up")).code).toBe(0);
    world.config({
      run: { fencingToken: 6 },
      release: {
        activeColor: "blue",
        blue: { version: "v1.0.0" },
        green: { version: "v2.0.0" },
        canaryWeight: 0,
        dualWrite: false,
        shadowRead: 0,
      },
    });
    before = await world.snapshot();
    for (const more of [
      [],
      ["--policy-pack", "policypacks"],
      ["--skip-preview"],
      ["--skip-preview", "--policy-pack", "policypacks"],
    ]) {
      const up = await world.pulumi("up", "--yes", ...more);
      expect(up.code, up.output).not.toBe(0);
      expect(up.output).toContain("fence-stale-token");
      const { generation, pids } = await world.snapshot();
      expect({ generation, pids }).toEqual({ generation: before.generation, pids: before.pids });
    }
    world.config({ run: { fencingToken: 7 } });
  });

  it("does not take a forward step for a backout in a freeze", async () => {
    const sections = StackFile.read(world.projectDir, "demo", "maestro-conductor").sections();
    world.config({
      run: { id: "20261123T000000000-aaaa", fencingToken: 7, preRunDigest: configDigest(sections as never) },
    });
    world.freeze(true);
    before = await world.snapshot();
    for (const more of [[], ["--policy-pack", "policypacks"], ["--skip-preview"]]) {
      const up = await world.pulumi("up", "--yes", ...more);
      expect(up.code, up.output).not.toBe(0);
      expect(up.output).toMatch(/fence-not-a-backout/);
      const { generation, pids } = await world.snapshot();
      expect({ generation, pids }).toEqual({ generation: before.generation, pids: before.pids });
    }
    world.freeze(false);
    world.config({
      run: { fencingToken: 7 },
      release: { activeColor: "blue", blue: { version: "v1.0.0" }, canaryWeight: 0, dualWrite: false, shadowRead: 0 },
    });
  });
});

describe("guarded operations", () => {
  it("runs nothing when there is nothing to change", async () => {
    before = await world.snapshot();
    const up = await world.json("up");
    expect([up.code, up.document]).toMatchObject([
      0,
      { kind: "up", applied: false, operations: { create: 0, update: 0, delete: 0 }, decision: { decision: "allow" } },
    ]);
    expect(await world.snapshot()).toEqual(before);
  });

  it("previews without touching anything, and refreshes", async () => {
    world.config({
      release: {
        activeColor: "blue",
        blue: { version: "v1.0.0" },
        green: { version: "v2.0.0" },
        canaryWeight: 0,
        dualWrite: false,
        shadowRead: 0,
      },
    });
    before = await world.snapshot();
    const preview = await world.json("preview");
    expect([preview.code, preview.document]).toMatchObject([
      0,
      { kind: "preview", applied: false, operations: { create: 1 } },
    ]);
    expect(await world.snapshot()).toEqual(before);
    world.freeze(true);
    const refused = await world.json("up");
    expect([refused.code, refused.document]).toMatchObject([1, { applied: false, decision: { decision: "deny" } }]);
    expect(await world.snapshot()).toMatchObject({ generation: before.generation, pids: before.pids });
    world.freeze(false);
    world.config({
      release: { activeColor: "blue", blue: { version: "v1.0.0" }, canaryWeight: 0, dualWrite: false, shadowRead: 0 },
    });
    const refresh = await world.json("refresh");
    expect([refresh.code, refresh.document]).toMatchObject([0, { kind: "refresh", applied: true }]);
    expect(await world.servedBy()).toEqual(["blue v1.0.0"]);
  });

  it("brings a killed replica and a killed router back", async () => {
    for (const name of [/^orders-blue-.*-1$/, /^router$/]) {
      expect(await world.kill(name)).toBe(1);
      const up = await world.json("up");
      expect([up.code, up.document]).toMatchObject([0, { applied: true }]);
      expect(world.processes().filter((process) => name.test(process.name))).toHaveLength(1);
      expect(await world.servedBy()).toEqual(["blue v1.0.0"]);
    }
  });

  it("destroys only through the gate", async () => {
    before = await world.snapshot();
    const raw = await world.pulumi("destroy", "--yes");
    expect(raw.code).not.toBe(0);
    expect(raw.output).toMatch(/protect/);
    expect(await world.snapshot()).toMatchObject({ generation: before.generation, pids: before.pids });
    world.freeze(true);
    const refused = await world.json("destroy");
    expect([refused.code, refused.document]).toMatchObject([1, { applied: false, decision: { decision: "deny" } }]);
    expect(await world.snapshot()).toMatchObject({ generation: before.generation, pids: before.pids });
    expect(await world.servedBy()).toEqual(["blue v1.0.0"]);
    world.freeze(false);
    const destroyed = await world.json("destroy");
    expect([destroyed.code, destroyed.document]).toMatchObject([0, { applied: true }]);
    expect(world.processes()).toEqual([]);
  });
});
