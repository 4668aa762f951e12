import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Flags, type FlagsOptions, overridesFrom } from "../../../adapters/flags/index.ts";

const registry = (on: boolean, more = ""): string =>
  `flags:\n  - {key: a, owner: o, scope: global, expires: 2099-01-01, on: ${on}}\n${more}`;
const b = "  - {key: b, owner: o, scope: global, expires: 2099-01-01, on: true}\n";

let dir: string;
let file: string;
const open: Flags[] = [];
const start = async (options: Partial<FlagsOptions> = {}): Promise<Flags> => {
  const flags = await Flags.open({ source: file, stateDir: join(dir, "state"), pollMs: 20, ...options });
  open.push(flags);
  return flags;
};
const until = async (holds: () => boolean, ms = 1000): Promise<void> => {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`it did not come to hold within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-flags-"));
  file = join(dir, "registry.yaml");
  writeFileSync(file, registry(true));
});
afterEach(() => {
  for (const flags of open.splice(0)) flags.close();
  rmSync(dir, { recursive: true, force: true });
});

describe("flags at run time", () => {
  it("show a change within a second at the default pace, in the same process and with its keys named", async () => {
    const flags = await start({ pollMs: 200 });
    const changed: (readonly string[])[] = [];
    flags.onChange((keys) => changed.push(keys));
    expect(flags.isOn("a")).toBe(true);
    writeFileSync(file, registry(false, b));
    await until(() => !flags.isOn("a") && flags.isOn("b"), 1000);
    expect(changed).toEqual([["a", "b"]]);
    writeFileSync(join(dir, "next"), registry(true));
    renameSync(join(dir, "next"), file);
    await until(() => flags.isOn("a") && !flags.isOn("b"), 1000);
  });

  it.each([
    ["broken YAML", "flags:\n  - key: [\n"],
    ["a bad value", "flags:\n  - {key: a, scope: nowhere}\n"],
    ["no UTF-8", Buffer.from([0xff, 0xfe, 0x00])],
    ["nothing", ""],
  ])("serve what was last sound while the file is %s, and say so", async (_, text) => {
    const flags = await start();
    writeFileSync(file, text);
    await until(() => flags.status().state === "stale");
    expect(flags.isOn("a")).toBe(true);
    expect(flags.status().problems).toHaveLength(1);
    writeFileSync(file, registry(false));
    await until(() => flags.status().state === "fresh" && !flags.isOn("a"));
  });

  it("survive a restart with a broken file, and with none", async () => {
    (await start()).close();
    writeFileSync(file, "flags:\n  - key: [\n");
    expect((await start()).isOn("a")).toBe(true);
    rmSync(file);
    const again = await start();
    expect(again.isOn("a")).toBe(true);
    expect(again.status()).toMatchObject({ state: "stale", flags: 1 });
  });

  it("do not believe a last sound registry that was tampered with", async () => {
    (await start()).close();
    rmSync(file);
    const [kept] = readdirSync(join(dir, "state", "flags"));
    writeFileSync(
      join(dir, "state", "flags", kept!),
      '{"schemaVersion":"1.0","savedAt":"x","digest":"sha256:0","text":"flags: []"}',
    );
    const flags = await start();
    expect(flags.status().state).toBe("empty");
    expect(flags.isOn("a")).toBe(false);
  });

  it("never show the first part of a file that is still being written, though it is well-formed", async () => {
    const flags = await start({ pollMs: 30 });
    writeFileSync(file, registry(true, b));
    await until(() => flags.isOn("b"));
    const seen = new Set<boolean>();
    const watch = setInterval(() => seen.add(flags.isOn("b")), 1);
    for (let round = 0; round < 10; round++) {
      writeFileSync(file, registry(true));
      await wait(10);
      writeFileSync(file, registry(true, b));
      await wait(5);
    }
    await wait(150);
    clearInterval(watch);
    expect([...seen]).toEqual([true]);
  });

  it("stay with what they have while a remote source is dead or hangs", async () => {
    let mode: "good" | "dead" | "hangs" = "good";
    let on = true;
    let version = 0;
    const source = {
      name: "remote",
      read: async () => {
        if (mode === "dead") throw new Error("connect ECONNREFUSED");
        if (mode === "hangs") return new Promise<never>(() => undefined);
        return { text: registry(on), version: String(version++), complete: true };
      },
    };
    const flags = await start({ source });
    mode = "dead";
    await until(() => flags.status().state === "stale");
    expect(flags.isOn("a")).toBe(true);
    mode = "good";
    on = false;
    await until(() => !flags.isOn("a"));
    mode = "hangs";
    await wait(60);
    expect(flags.isOn("a")).toBe(false);
  });

  it("turn an expired flag to its safe side without a change of the file, also while the source hangs", async () => {
    let now = Date.parse("2098-12-31T23:59:59Z");
    let first = true;
    const source = {
      name: "remote",
      read: async () => {
        if (!first) return new Promise<never>(() => undefined);
        first = false;
        return { text: registry(true), version: "1", complete: true };
      },
    };
    const flags = await start({ source, clock: () => now });
    expect(flags.isOn("a")).toBe(true);
    now = Date.parse("2099-01-02");
    await until(() => flags.evaluate("a").cause === "expired");
  });

  it("do not take another registry's last sound text for theirs", async () => {
    (await start()).close();
    const other = await start({ source: join(dir, "other.yaml") });
    expect(other.status().state).toBe("empty");
  });

  it("open with what was last sound while the source hangs, and take its answer when it comes", async () => {
    (await start()).close();
    let answer: (found: { text: string; version: string; complete: boolean }) => void = () => undefined;
    const read = () =>
      new Promise<{ text: string; version: string; complete: boolean }>((resolve) => (answer = resolve));
    const flags = await start({ source: { name: file, read }, openMs: 30 });
    expect(flags.isOn("a")).toBe(true);
    expect(flags.status().state).toBe("stale");
    answer({ text: registry(false), version: "2", complete: true });
    await until(() => !flags.isOn("a"));
    expect(flags.status().state).toBe("fresh");
  });

  it("see a kill-switch while the source hangs", async () => {
    let hangs = false;
    const source = {
      name: "remote",
      read: async () =>
        hangs ? new Promise<never>(() => undefined) : { text: registry(true), version: "1", complete: true },
    };
    let keys = new Set<string>();
    const kills = { read: async () => ({ keys, version: String(keys.size), problems: [] }) };
    const flags = await start({ source, kills });
    hangs = true;
    await wait(60);
    keys = new Set(["a"]);
    await until(() => flags.evaluate("a").cause === "killed");
  });

  it("go on when a listener throws, and say when the source begins to fail and is sound again", async () => {
    const flags = await start();
    const states: string[] = [];
    flags.onChange(() => {
      throw new Error("a listener's");
    });
    flags.onState((state) => states.push(state));
    writeFileSync(file, "flags:\n  - [");
    await until(() => states.length === 1);
    writeFileSync(file, registry(false));
    await until(() => !flags.isOn("a") && states.length === 2);
    writeFileSync(file, registry(true));
    await until(() => flags.isOn("a"));
    expect(states).toEqual(["stale", "fresh"]);
  });

  it("see kill-switches, and keep them while their source fails", async () => {
    let keys = new Set<string>();
    let version = 0;
    let fails = false;
    const kills = {
      read: async () => {
        if (fails) throw new Error("disk");
        return { keys, version: String(version++), problems: [] };
      },
    };
    const flags = await start({ kills });
    keys = new Set(["a"]);
    await until(() => flags.evaluate("a").cause === "killed");
    fails = true;
    await wait(60);
    expect(flags.isOn("a")).toBe(false);
    expect(flags.status().problems).toEqual(["disk"]);
    fails = false;
    keys = new Set();
    await until(() => flags.isOn("a"));
  });
});

describe("FEATURE_FLAGS of a process", () => {
  it.each([
    ['{"a":true,"b":false}', { a: true, b: false }],
    ['{"a":"true"}', {}],
    ["[1]", {}],
    ["nonsense", {}],
    [undefined, {}],
  ])("%s", (text, expected) => expect(overridesFrom(text)).toEqual(expected));
});
