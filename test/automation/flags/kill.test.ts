import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  defaultFlags,
  Flags,
  httpKills,
  httpSource,
  killFiles,
  killStatements,
  useFlags,
  withFlag,
} from "../../../adapters/flags/index.ts";
import { ofrepServer } from "../../../adapters/flags/ofrep.ts";
import { listenOnLoopback } from "../../../adapters/http/listen.ts";
import { openLedger, readLedger } from "../../../adapters/ledger/index.ts";
import { throwSwitch } from "../../../automation/flags/kill.ts";
import { keyPair } from "../../support/attest-keys.ts";

let dir: string;
let flags: Flags | null = null;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-kill-"));
  mkdirSync(join(dir, "flags"));
  writeFileSync(
    join(dir, "flags/registry.yaml"),
    "flags:\n  - {key: a, owner: o, scope: global, expires: 2099-01-01, on: true, killswitch: true}\n  - {key: b, owner: o, scope: global, expires: 2099-01-01, on: true}\n",
  );
});
afterEach(() => {
  flags?.close();
  flags = null;
  rmSync(dir, { recursive: true, force: true });
});
const state = (): string => join(dir, "state");
const throwIt = (action: "kill" | "lift", key = "a", more: object = {}) =>
  throwSwitch({
    cwd: dir,
    stateDir: state(),
    env: {},
    now: Date.now,
    key,
    action,
    reason: "INC-1",
    registry: undefined,
    actor: "person:ana",
    ...more,
  });
const start = async (): Promise<Flags> => {
  flags = await Flags.open({ source: join(dir, "flags/registry.yaml"), kills: killFiles(state()), pollMs: 200 });
  return flags;
};
const until = async (holds: () => boolean): Promise<void> => {
  const end = Date.now() + 1000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("not within a second");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
const files = (): string[] => readdirSync(join(state(), "flags/kills")).sort();

describe("a kill-switch", () => {
  it("cuts within a second in a running process and comes back, signed and in the ledger", async () => {
    const running = await start();
    expect(running.isOn("a")).toBe(true);
    expect((await throwIt("kill")).ledger).toBe("written");
    await until(() => running.evaluate("a").cause === "killed");
    expect(running.isOn("b")).toBe(true);
    await throwIt("lift");
    await until(() => running.isOn("a"));
    const { entries, verification } = readLedger(state());
    expect(verification.verified).toBe(true);
    expect(entries.map(({ kind, actor }) => [kind, actor])).toEqual([
      ["flag.killed", "person:ana"],
      ["checkpoint", "person:ana"],
      ["flag.lifted", "person:ana"],
      ["checkpoint", "person:ana"],
    ]);
  });

  it("cuts a bare withFlag of a process that named no flags of its own", async () => {
    vi.stubEnv("MAESTRO_FLAGS_REGISTRY", join(dir, "flags/registry.yaml"));
    vi.stubEnv("MAESTRO_STATE_DIR", state());
    const app = express();
    app.get("/x", withFlag("a"), (_, response) => void response.send("ok"));
    const server = createServer(app);
    const url = `http://127.0.0.1:${await listenOnLoopback(server, 0)}/x`;
    try {
      expect((await fetch(url)).status).toBe(200);
      await throwIt("kill");
      await (await defaultFlags()).refresh();
      expect((await fetch(url)).status).toBe(404);
    } finally {
      (await defaultFlags()).close();
      useFlags(null);
      vi.unstubAllEnvs();
      server.close();
      server.closeAllConnections();
    }
  });

  it("is seen on another machine within a second, verified there, and kept while nothing answers", async () => {
    await throwIt("kill", "a");
    await throwIt("lift", "a");
    const here = await start();
    const server = ofrepServer({ flags: here, registryText: () => here.text, kills: () => killStatements(state()) });
    const url = `http://127.0.0.1:${await listenOnLoopback(server, 0)}`;
    const open = (publicKeys: readonly string[]) =>
      Flags.open({
        source: httpSource(`${url}/registry`),
        kills: httpKills(`${url}/kills`, { publicKeys }),
        pollMs: 200,
      });
    const there = await open([readFileSync(join(state(), "ledger.pub"), "utf8")]);
    const distrusting = await open([keyPair().publicPem]);
    try {
      expect(there.isOn("a")).toBe(true);
      await throwIt("kill", "a");
      await until(() => there.evaluate("a").cause === "killed");
      expect(distrusting.isOn("a")).toBe(true);
      expect(distrusting.status().problems[0]).toContain("does not count");
      server.close();
      server.closeAllConnections();
      await there.refresh();
      expect(there.evaluate("a").cause).toBe("killed");
    } finally {
      there.close();
      distrusting.close();
      server.close();
    }
  });

  it("is thrown while a driver holds the ledger, and is written there by the next", async () => {
    await throwIt("kill");
    const held = openLedger(state(), Date.now);
    expect((await throwIt("lift", "a", { waitMs: 10 })).ledger).toBe("waiting");
    expect((await start()).isOn("a")).toBe(true);
    held.close();
    await throwIt("kill");
    expect(readLedger(state()).entries.filter(({ kind }) => kind.startsWith("flag.")).length).toBeGreaterThanOrEqual(2);
  });

  it("is thrown although the registry is broken", async () => {
    const running = await start();
    writeFileSync(join(dir, "flags/registry.yaml"), "flags:\n  - [");
    await throwIt("kill");
    await until(() => !running.isOn("a"));
  });

  it.each([
    ["nobody registered", "kill", "aa", {}, "flag-unknown"],
    ["has none", "kill", "b", {}, "no-kill-switch"],
    ["gives no reason", "kill", "a", { reason: " " }, "reason-missing"],
    ["is not thrown", "lift", "a", {}, "not-killed"],
  ] as const)("is refused where it %s", async (_, action, key, more, code) => {
    await expect(throwIt(action, key, more)).rejects.toMatchObject({ code });
    expect(() => files()).toThrow();
  });

  it("is not lifted by removing its file, by another key's signature or by an old statement", async () => {
    const running = await start();
    await throwIt("kill");
    await throwIt("lift");
    await throwIt("kill");
    await until(() => !running.isOn("a"));
    const [first, lift, kill] = files();
    expect(first).toContain("000001.kill");
    rmSync(join(state(), "flags/kills", kill!));
    const forged = JSON.parse(readFileSync(join(state(), "flags/kills", lift!), "utf8")) as { payload: string };
    const text = Buffer.from(forged.payload, "base64").toString("utf8").replace('"seq":2', '"seq":9');
    writeFileSync(
      join(state(), "flags/kills", "a.000009.lift.json"),
      JSON.stringify({ ...forged, payload: Buffer.from(text).toString("base64") }),
    );
    await running.refresh();
    await running.refresh();
    expect(running.evaluate("a").cause).toBe("killed");
    expect(running.status().problems).toEqual([
      expect.stringMatching(/^the kill-switch statement a\.000009\.lift\.json does not count: .* does not hold$/),
    ]);
  });
});
