import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { previewFacts } from "../../../automation/cutover/preview-facts.ts";

const now = Date.parse("2026-01-05T12:00:00Z");
let dir = "";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "preview-facts-"));
  mkdirSync(join(dir, "flags"));
  write("freeze.yaml", "freeze: []\n");
  write("flags/registry.yaml", "flags:\n  - { key: a.b, owner: team, scope: service, expires: 2026-02-01 }\n");
  write(
    "Pulumi.prod.yaml",
    "config:\n  maestro-conductor:environment: production\n  maestro-conductor:flags: { a.b: true }\n  maestro-conductor:change: { ticket: CAB-1 }\n",
  );
});
afterEach(() => rmSync(dir, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);
const answers = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await previewFacts(dir, "prod", now)).rules.map(({ rule, answer }) => [rule, answer]));

describe("what a preview says of the rules", () => {
  test("is what they answer to the stack's config, with each flag's owner and expiry", async () => {
    const facts = await previewFacts(dir, "prod", now);
    expect(facts.ticket).toBe("CAB-1");
    expect(facts.flags).toEqual([{ key: "a.b", on: true, owner: "team", expires: "2026-02-01" }]);
    expect(await answers()).toEqual({ "freeze-window": "allows", "flags-in-config": "allows" });
  });

  test("refuses inside a window, and a flag that nobody registered", async () => {
    write("freeze.yaml", "freeze: { start: 2026-01-01T00:00:00Z, end: 2026-01-09T00:00:00Z }\n");
    write("flags/registry.yaml", "flags: []\n");
    expect(await answers()).toEqual({ "freeze-window": "refuses", "flags-in-config": "refuses" });
  });

  test("is unknown, never allowed, where a file cannot be read", async () => {
    write("freeze.yaml", "freeze: [\n");
    expect(await answers()).toEqual({ "freeze-window": "unknown", "flags-in-config": "unknown" });
    expect((await previewFacts(dir, "prod", now)).rules[0]!.text).toContain("freeze.yaml:");
  });

  test("asks for no stack file", async () => {
    rmSync(join(dir, "Pulumi.prod.yaml"));
    expect((await previewFacts(dir, "prod", now)).flags).toEqual([]);
  });
});
