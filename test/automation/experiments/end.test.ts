import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readStarted } from "../../../adapters/experiments/index.ts";
import { Flags, killFiles } from "../../../adapters/flags/index.ts";
import { openLedger } from "../../../adapters/ledger/index.ts";
import { endExperiment } from "../../../automation/experiments/end.ts";
import { Watch } from "../../../automation/experiments/watch.ts";
import { LiveProject } from "../../support/live-experiment.ts";

let project: LiveProject;
beforeEach(() => {
  project = new LiveProject();
});
afterEach(() => rmSync(project.dir, { recursive: true, force: true }));
const openFlags = () =>
  Flags.open({
    source: join(project.dir, "flags/registry.yaml"),
    kills: killFiles(project.state),
    clock: () => project.now,
  });
const kills = (): string[] => readdirSync(join(project.state, "flags/kills"));

describe("an experiment that has to end", () => {
  it("ends by itself: flag to its safe side, manifest signed, store emptied, registry marked, all in the ledger", async () => {
    const flags = await openFlags();
    try {
      expect(flags.isOn("subs.optimizedBuffer")).toBe(true);
      expect((await project.run("start", "e.yaml")).code).toBe(0);
      project.log(project.events(0.2));
      const { code, document } = await project.run("run", "e.yaml", "--once");
      expect(code).toBe(1);
      expect(document).toMatchObject({
        state: "ended",
        decision: "stop",
        reason: { code: "guardrail" },
        ended: { flag: { state: "safe-side" }, store: "emptied", registry: { state: "marked" }, ledger: "written" },
      });
      await flags.refresh();
      expect(flags.isOn("subs.optimizedBuffer")).toBe(false);
      expect(existsSync(project.place.events) || existsSync(project.place.salt)).toBe(false);
      const marked = project.registryText;
      expect(marked).toMatch(/\n {4}ended: \{experiment: subs-buffer, at: 2025-12-17T10:00:00Z, decision: stop\}\n/);
      expect(marked.replace(/ {4}ended:.*\n/, "")).toBe(project.registryBefore);
      const manifest = "reports/experiments/subs-buffer.json";
      expect((await project.run("verify", manifest)).document).toMatchObject({ valid: true });
      const file = join(project.dir, manifest);
      writeFileSync(file, readFileSync(file, "utf8").replace('"stop"', '"ship"'));
      expect(await project.run("verify", manifest)).toMatchObject({ code: 1, document: { valid: false } });
      expect(project.ledger).toEqual(["experiment.started", "experiment.ending", "flag.killed", "experiment.ended"]);
    } finally {
      flags.close();
    }
  });

  it("does nothing twice when it is run again, and cannot be started again", async () => {
    await project.run("start", "e.yaml");
    project.log(project.events(0.2));
    const first = await project.run("run", "e.yaml", "--once");
    const ledger = project.ledger;
    const again = await project.run("run", "e.yaml", "--once");
    expect(again.document).toMatchObject({ state: "ended", manifest: first.document.manifest });
    expect([project.ledger, kills().length]).toEqual([ledger, 1]);
    expect((await project.run("start", "e.yaml")).error).toMatchObject({ code: "experiment-ended", exitCode: 1 });
    expect((await project.run("status", "e.yaml")).document).toMatchObject({ state: "ended", decision: "stop" });
  });

  it.each(["flag", "manifest", "store", "registry", "outcome"] as const)(
    "comes to the same end when it crashed before %s",
    async (at) => {
      await project.run("start", "e.yaml");
      project.log(project.events(0.2));
      const { experiment } = readStarted(project.state, "subs-buffer")!;
      const context = { cwd: project.dir, stateDir: project.state, env: {}, now: () => project.now };
      const request = { experiment, actor: "person:ana", registry: undefined, out: "reports/experiments" };
      const step = (name: string): void => {
        if (name === at) throw new Error("crash");
      };
      const watch = new Watch(project.state, experiment, null);
      const ruling = watch.look(project.now);
      const manifest = watch.manifest(ruling, project.now);
      const begin = () => ({ manifest, events: null });
      await expect(endExperiment(context, { ...request, step }, begin)).rejects.toThrow("crash");
      expect((await project.run("status", "e.yaml")).document).toMatchObject({ state: "ending", decision: "stop" });
      // Another result by now changes nothing: the end that was begun is carried out.
      if (existsSync(project.place.events)) project.log(project.events(0.01));
      project.now += 60_000;
      const { document } = await project.run("run", "e.yaml", "--once");
      expect(document).toMatchObject({ state: "ended", decision: "stop", manifest });
      expect(kills()).toHaveLength(1);
      expect(project.registryText.match(/ended:/g)).toHaveLength(1);
      expect(project.ledger).toEqual(["experiment.started", "experiment.ending", "flag.killed", "experiment.ended"]);
      expect((await project.run("verify", "reports/experiments/subs-buffer.json")).code).toBe(0);
    },
  );

  it.each([null, "manifest"] as const)(
    "is not kept from its safe side by a ledger that somebody holds, nor by a crash meanwhile (%s)",
    async (at) => {
      await project.run("start", "e.yaml");
      const { experiment } = readStarted(project.state, "subs-buffer")!;
      const context = { cwd: project.dir, stateDir: project.state, env: {}, now: () => project.now };
      const request = { experiment, actor: "person:ana", registry: undefined, out: "out", ledgerWaitMs: 0 };
      const step = (name: string): void => {
        if (name === at) throw new Error("crash");
      };
      const watch = new Watch(project.state, experiment, null);
      const manifest = watch.manifest(watch.look(project.now), project.now);
      const held = openLedger(project.state, Date.now, { purpose: "a cutover" });
      try {
        const ended = endExperiment(context, { ...request, step }, () => ({ manifest, events: null }));
        if (at === null) expect(await ended).toMatchObject({ ledger: "waiting" });
        else await expect(ended).rejects.toThrow("crash");
        expect(kills()).toHaveLength(1);
      } finally {
        held.close();
      }
      expect((await project.run("run", "e.yaml", "--once")).document).toMatchObject({ ended: { ledger: "written" } });
      expect(project.ledger).toEqual(["experiment.started", "experiment.ending", "flag.killed", "experiment.ended"]);
    },
  );

  it("ends while it is watched, as soon as events say so", async () => {
    await project.run("start", "e.yaml");
    const ended = project.run("run", "e.yaml", "--poll", "20");
    const lines = project.events(0.2).split(/(?<=\n)/);
    for (
      let i = 0;
      i < lines.length && !existsSync(project.place.ending) && !existsSync(project.place.ended);
      i += 50
    ) {
      project.log(lines.slice(i, i + 50).join(""));
      await sleep(15);
    }
    expect(await ended).toMatchObject({ code: 1, document: { decision: "stop", reason: { code: "guardrail" } } });
  });

  it.each([
    ["its cap", 2000, "2025-12-17T10:00:00Z", "cap"],
    ["its longest time", 100, "2025-12-26T00:00:00Z", "max-duration"],
  ])("ends at %s without a result", async (_, count, now, reason) => {
    await project.run("start", "e.yaml");
    project.log(project.events(0.05, count));
    project.now = Date.parse(now);
    const { code, document } = await project.run("run", "e.yaml", "--once");
    expect([code, document.state, document.reason]).toEqual([3, "ended", expect.objectContaining({ code: reason })]);
  });

  it("goes on while nothing is clear, and changes nothing", async () => {
    await project.run("start", "e.yaml");
    project.log(project.events(0.05, 300));
    expect(await project.run("run", "e.yaml", "--once")).toMatchObject({ code: 3, document: { state: "running" } });
    expect([project.ledger, project.registryText]).toEqual([["experiment.started"], project.registryBefore]);
    expect((await project.run("status", "e.yaml")).document).toMatchObject({
      state: "running",
      manifest: { samples: { total: 300 } },
    });
  });

  it("is ended by a person with a reason", async () => {
    expect((await project.run("end", "subs-buffer", "--reason", "x")).error).toMatchObject({ code: "not-started" });
    await project.run("start", "e.yaml");
    expect((await project.run("end", "subs-buffer")).error).toMatchObject({ code: "reason-missing", exitCode: 2 });
    const { code, document } = await project.run("end", "subs-buffer", "--reason", "INC-42");
    expect([code, document.reason]).toEqual([0, { code: "person", text: "INC-42" }]);
    expect(kills()).toHaveLength(1);
  });
});

describe("starting", () => {
  it.each([
    ["flag: subs.optimizedBuffer", "flag: subs.unknown", "flag-unknown", 2],
    ['variant: "on"', "variant: new", "variant-unknown", 2],
    ["start: 2025-12-16", "start: 2026-12-16", "not-yet", 1],
    ["maxDays: 10", "maxDays: 1", "over", 1],
  ])("refuses %s → %s", async (from, to, code, exitCode) => {
    const file = join(project.dir, "e.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
    expect((await project.run("start", "e.yaml")).error).toMatchObject({ code, exitCode });
    expect(existsSync(project.state)).toBe(false);
  });
  it("refuses a second experiment on a flag, and a changed definition", async () => {
    expect((await project.run("start", "e.yaml")).code).toBe(0);
    expect((await project.run("start", "e.yaml")).code).toBe(0);
    project.define("f.yaml", "", "second");
    expect((await project.run("start", "f.yaml")).error).toMatchObject({ code: "flag-in-use" });
    project.define("e.yaml", "alpha: 0.1\n");
    expect((await project.run("run", "e.yaml", "--once")).error).toMatchObject({
      code: "definition-changed",
      exitCode: 2,
    });
    expect(project.ledger).toEqual(["experiment.started"]);
  });
  it("names file, line and field of what is wrong in a definition", async () => {
    project.define("e.yaml", "colour: red\n");
    expect((await project.run("start", "e.yaml")).error).toMatchObject({ exitCode: 2, file: "e.yaml", line: 13 });
  });
});
