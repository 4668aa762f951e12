import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { guardDeployment } from "../../../adapters/policy/index.ts";
import { configDigest } from "../../../core/config/index.ts";

const now = Date.parse("2025-12-20T00:00:00Z");
const frozen = "freeze: {start: 2025-12-18, end: 2025-12-27}\n";
const config = { environment: "production", service: "orders" };
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "maestro-guard-"));
  mkdirSync(join(root, "flags"));
});
const write = (file: string, text: string | Buffer): void => writeFileSync(join(root, file), text);
const guard = (change: Record<string, unknown> = {}) =>
  guardDeployment(root, { stack: "prod", config: { ...config, ...change } }, now);

describe("guardDeployment", () => {
  it("lets a deploy outside every window pass, with the source of the decision", async () => {
    write("freeze.yaml", "freeze: []\n");
    expect(await guard()).toMatchObject({ decision: "allow", source: { file: "freeze.yaml", from: "working-tree" } });
  });

  it.each([
    ["no calendar", null, "freeze-calendar-missing", 1],
    ["a freeze", frozen, "freeze-refused", 1],
    ["an empty calendar", "", "bad-value", 2],
    ["a calendar that is no UTF-8", Buffer.from([0xff, 0xfe, 0x00]), "policy-file-unreadable", 2],
  ])("refuses on %s", async (_, text, code, exitCode) => {
    if (text !== null) write("freeze.yaml", text);
    await expect(guard()).rejects.toMatchObject({ code, exitCode, next: expect.any(String) });
  });

  it("refuses, and does not hang, where the calendar is a pipe", async () => {
    execFileSync("mkfifo", [join(root, "freeze.yaml")]);
    await expect(guard()).rejects.toMatchObject({ code: "policy-file-unreadable" });
  });

  it("refuses where the calendar is a folder", async () => {
    mkdirSync(join(root, "freeze.yaml"));
    await expect(guard()).rejects.toMatchObject({ code: "policy-file-unreadable" });
  });

  it("needs a registry only where a flag is named", async () => {
    write("freeze.yaml", "freeze: []\n");
    await expect(guard({ flags: {} })).resolves.toBeTruthy();
    await expect(guard({ flags: { a: true } })).rejects.toMatchObject({ code: "flags-refused" });
    await expect(guard({ flags: "a" })).rejects.toMatchObject({ code: "flags-refused" });
    write("flags/registry.yaml", "flags: [{key: a, owner: o, scope: global, expires: 2026-01-01}]\n");
    await expect(guard({ flags: { a: true } })).resolves.toBeTruthy();
  });

  it("lets a backout pass even where calendar and registry are broken", async () => {
    write("freeze.yaml", "freeze: [\n");
    const flags = { gone: true };
    const run = { id: "r", preRunDigest: configDigest({ ...config, flags }) };
    expect(await guard({ flags, run })).toBeNull();
    await expect(guard({ flags: { other: true }, run })).rejects.toMatchObject({ code: "yaml-syntax" });
  });

  it("judges capacity as the pack does", async () => {
    write("freeze.yaml", "freeze: []\n");
    await expect(guard({ capacity: {} })).resolves.toBeTruthy();
    await expect(guard({ capacity: { replicas: 3 } })).rejects.toMatchObject({ code: "capacity-refused", exitCode: 1 });
    await expect(guard({ capacity: { resources: {} } })).rejects.toThrow("capacity-incomplete");
  });
});
