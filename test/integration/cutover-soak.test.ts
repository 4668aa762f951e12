import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSchema } from "../../automation/documents/run.ts";
import { DemoWorld } from "../support/demo-world.ts";

/** The release breaks after 15 s of at least 90 requests a second to one replica: in the soak, never as a canary. */
describe("a green that breaks in the soak", () => {
  let world: DemoWorld;
  beforeAll(async () => {
    world = await DemoWorld.open(240);
  });
  afterAll(() => world?.close());

  it("is backed out, blue serves again, and the incident says what broke", async () => {
    world.planFile("soak", { soakMs: 60_000 });
    const run = await world.start("v2.0.0-latebreak", "soak", "--json").ended;
    expect(run.code, run.output).toBe(1);
    const document = runSchema.parse(JSON.parse(run.stdout));
    expect(document).toMatchObject({
      outcome: "backedOut",
      activeColor: "blue",
      traffic: { failedBySwitch: 0 },
      writes: { lost: 0, duplicated: 0 },
      ledger: { verified: true },
    });
    expect(document.steps.find(({ id }) => id === "canary-25")?.aca?.verdict, "the canary looked well").toBe("pass");
    expect(document.flips.map(({ to }) => to)[0]).toBe("green");
    expect(document.backout!.breachAt).not.toBeNull();
    expect(document.backout!.ms).toBeGreaterThan(0);
    expect(document.traffic.failed, "green's own errors were seen").toBeGreaterThan(0);
    const incident = readFileSync(join(world.dir, "reports", document.runId, "incident.json"), "utf8");
    expect(incident).toMatch(/error share/);
    expect(await world.servedBy()).toEqual(["blue v1.0.0"]);
    expect((await world.traffic()).weights).toEqual({ "active blue": 100 });
    expect(world.processes().filter(({ name }) => /green|baseline/.test(name))).toEqual([]);
  });
});
