import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DemoWorld } from "../support/demo-world.ts";

describe("npm start", () => {
  let world: DemoWorld;
  beforeAll(() => {
    world = DemoWorld.empty();
  });
  afterAll(() => world?.close());

  it("is refused while one runs, naming it, and Ctrl-C ends the first on hold", async () => {
    const first = world.spawn(["demo", "--scenario", "good", "--plan", "short"], {}, true);
    await first.said(/bringing up database/);
    const second = await world.maestro("demo", "--scenario", "good");
    expect(second.code, second.output).toBe(1);
    expect(second.output).toContain(`process ${first.pid} runs the demo`);
    await first.said(/canary-25: done/, 120_000);
    first.signal("SIGINT");
    const ended = await first.ended;
    expect(ended.code, ended.output).toBe(3);
    expect(ended.output).toMatch(/interrupted; npx maestro cutover resume --stack demo/);
    const back = await world.maestro("cutover", "backout", "--reason", "the demo is over");
    expect(back.code, back.output).toBe(1);
    expect(await world.servedBy()).toEqual(["blue v1.0.0"]);
    const destroyed = await world.json("destroy");
    expect([destroyed.code, destroyed.document]).toMatchObject([0, { applied: true }]);
    expect(world.processes()).toEqual([]);
  });
});

describe("a state directory without space", () => {
  const folder = mkdtempSync(join(tmpdir(), "maestro-full-"));
  const small = join(folder, "small");
  mkdirSync(small);
  const mounted =
    process.platform === "linux" && spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", small]).status === 0;
  afterAll(() => {
    if (mounted) spawnSync("umount", [small]);
    rmSync(folder, { recursive: true, force: true });
  });

  it.skipIf(!mounted)(
    "ends the set-up with a clear message and exit 4 (needs the right to mount a tmpfs)",
    async () => {
      const world = DemoWorld.empty(join(small, ".maestro"));
      try {
        const run = await world.maestro("demo", "--scenario", "good", "--plan", "short");
        expect(run.code, run.output).toBe(4);
        expect(run.output).toMatch(/no space|ENOSPC|disk-full/i);
        expect(run.output).not.toMatch(/error\[internal\]/);
        expect(world.processes()).toEqual([]);
      } finally {
        await world.close();
      }
    },
  );
});
