import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Flags, killFiles, readKills, withFlag } from "../../../adapters/flags/index.ts";
import { readLedger } from "../../../adapters/ledger/index.ts";
import { throwSwitch } from "../../../automation/flags/kill.ts";
import { runDrill } from "../../../automation/flags/run-drill.ts";

const registry = `flags:
  - {key: a, owner: o, scope: global, expires: 2099-01-01, on: true, killswitch: true, probe: {path: /a}}
  - {key: deaf, owner: o, scope: global, expires: 2099-01-01, on: true, killswitch: true, probe: {path: /deaf}}
  - {key: stuck, owner: o, scope: global, expires: 2099-01-01, on: true, killswitch: true, probe: {path: /stuck}}
  - {key: off, owner: o, scope: global, expires: 2099-01-01, killswitch: true, probe: {path: /off}}
  - {key: blind, owner: o, scope: global, expires: 2099-01-01, on: true, killswitch: true}
  - {key: plain, owner: o, scope: global, expires: 2099-01-01, on: true}
`;

let dir: string;
let flags: Flags;
let server: Server;
let url: string;
const abort = { controller: new AbortController() };

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "maestro-drill-"));
  mkdirSync(join(dir, "flags"));
  writeFileSync(join(dir, "flags/registry.yaml"), registry);
  abort.controller = new AbortController();
  flags = await Flags.open({ source: join(dir, "flags/registry.yaml"), kills: killFiles(state()), pollMs: 50 });
  const app = express();
  const ok = (_: unknown, response: express.Response) => void response.send("ok");
  app.get("/a", withFlag("a", { flags }), ok);
  app.get("/off", withFlag("off", { flags }), ok);
  // A path that does not ask its flag, and one that never comes back.
  app.get("/deaf", ok);
  let gone = false;
  app.get("/stuck", (_, response) => {
    gone ||= !flags.isOn("stuck");
    response.status(gone ? 404 : 200).end();
  });
  server = await new Promise((resolve) => {
    const listening = app.listen(0, "127.0.0.1", () => resolve(listening));
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  flags.close();
  server.close();
  server.closeAllConnections();
  rmSync(dir, { recursive: true, force: true });
});
const state = (): string => join(dir, "state");
const context = (said: (line: string) => void = () => undefined) => ({
  cwd: dir,
  env: {},
  now: Date.now,
  stateDir: state(),
  stack: undefined,
  json: true,
  say: said,
  emit: () => undefined,
  progress: () => undefined,
  signal: abort.controller.signal,
});
const drill = (...keys: string[]) => runDrill(context(), keys, { url, wait: 1 });
const killed = (): string[] =>
  [...readKills(state()).latest.values()].filter(({ action }) => action === "kill").map(({ key }) => key);

describe("a drill", () => {
  it("proves a switch that cuts and comes back, through signed statements in the ledger", async () => {
    const report = await drill("a");
    expect(report).toMatchObject({ exitCode: 0, ledger: "written", drills: [{ key: "a", outcome: "proved" }] });
    expect(report.drills[0]!.cutMs).toBeGreaterThanOrEqual(0);
    expect(flags.isOn("a")).toBe(true);
    const { entries, verification } = readLedger(state());
    expect(verification.verified).toBe(true);
    const kinds = entries.map(({ kind }) => kind).filter((kind) => kind.startsWith("flag."));
    expect(kinds).toEqual(["flag.killed", "flag.lifted", "flag.drilled"]);
  });

  it("finds a path that does not ask its flag, and one that does not come back, and lifts both", async () => {
    const report = await drill("deaf", "stuck");
    expect(report.drills.map(({ outcome }) => outcome)).toEqual(["not-cut", "not-back"]);
    expect(report.exitCode).toBe(1);
    expect(killed()).toEqual([]);
  });

  it("proves nothing of a path that is not there, of one without a probe and of one that is killed", async () => {
    await throwSwitch({
      ...{ cwd: dir, stateDir: state(), env: {}, now: Date.now, registry: undefined, actor: "person:ana" },
      ...{ key: "a", action: "kill", reason: "INC-1" },
    });
    const report = await drill("off", "blind", "a");
    expect(report.drills.map(({ outcome }) => outcome)).toEqual(["not-on", "no-probe", "killed"]);
    expect(report.exitCode).toBe(3);
    // A real kill is not the drill's to lift.
    expect(killed()).toEqual(["a"]);
  });

  it("is ended by Ctrl-C with nothing left thrown", async () => {
    const said: string[] = [];
    const say = (line: string): void => {
      said.push(line);
      if (line === "deaf: thrown") abort.controller.abort();
    };
    const report = await runDrill(context(say), ["deaf", "a"], { url, wait: 1 });
    expect(report.drills.map(({ key, outcome }) => [key, outcome])).toEqual([["deaf", "interrupted"]]);
    expect(report.exitCode).toBe(3);
    expect(said).toContain("deaf: lifted");
    expect(killed()).toEqual([]);
  });

  it("leaves a kill that somebody throws in earnest meanwhile", async () => {
    const say = (line: string): void => {
      if (line !== "deaf: thrown") return;
      void throwSwitch({
        ...{ cwd: dir, stateDir: state(), env: {}, now: Date.now, registry: undefined, actor: "person:ana" },
        ...{ key: "deaf", action: "kill", reason: "INC-1" },
      });
    };
    const report = await runDrill(context(say), ["deaf"], { url, wait: 1 });
    expect(report.drills[0]!.outcome).toBe("taken-over");
    expect(killed()).toEqual(["deaf"]);
    expect(flags.isOn("deaf")).toBe(false);
  });

  it("that died is over by itself, and the next one lifts what it left", async () => {
    let now = Date.now();
    const own = await Flags.open({
      source: join(dir, "flags/registry.yaml"),
      kills: killFiles(state(), () => now),
      pollMs: 20,
    });
    await throwSwitch({
      ...{ cwd: dir, stateDir: state(), env: {}, now: Date.now, registry: undefined, actor: "person:ana" },
      ...{ key: "a", action: "kill", reason: "drill", drill: { until: now + 60_000 } },
    });
    await own.refresh();
    expect(own.isOn("a")).toBe(false);
    now += 60_000;
    await own.refresh();
    await own.refresh();
    expect(own.isOn("a")).toBe(true);
    own.close();
    expect(killed()).toEqual(["a"]);
    expect((await drill("a")).drills[0]!.outcome).toBe("proved");
  });

  it.each([
    ["nobody registered", ["aa"], "flag-unknown"],
    ["has no kill-switch", ["plain"], "no-kill-switch"],
  ] as const)("refuses a key that %s, before anything is thrown", async (_, keys, code) => {
    await expect(drill(...keys)).rejects.toMatchObject({ code });
    expect(killed()).toEqual([]);
  });

  it("refuses an address that is none", async () => {
    await expect(runDrill(context(), [], { url: "file:///etc/passwd" })).rejects.toMatchObject({
      code: "url-malformed",
    });
  });
});
