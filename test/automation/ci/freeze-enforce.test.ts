import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { freezeDecisionSchema } from "../../../automation/documents/freeze-enforce.ts";

const script = join(process.cwd(), "scripts/freeze-enforce.js");
const dir = mkdtempSync(join(tmpdir(), "maestro-enforce-"));
const file = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text);
  return name;
};
file("freeze.yaml", readFileSync("test/fixtures/freeze/seed.yaml", "utf8"));
const approved = '[{"id": 1, "name": "FREEZE\u2011APPROVED"}]';

async function enforce(...args: string[]): Promise<{ code: number; document: Record<string, unknown> }> {
  const result = await execa(process.execPath, [script, ...args, "--format", "json"], { cwd: dir, reject: false });
  return { code: result.exitCode ?? -1, document: JSON.parse(result.stdout) as Record<string, unknown> };
}
const inside = ["--config", "freeze.yaml", "--now", "2025-12-27T23:59:59.5Z"];

describe("the committed freeze-enforce.js", () => {
  it("prints a decision that fits its schema, alone on stdout", async () => {
    const { code, document } = await enforce(...inside, "--labels", approved, "--ticket", "CAB-7");
    expect(code).toBe(0);
    const { schemaVersion, kind, exitCode, generatedAt, ...fields } = document;
    expect({ schemaVersion, kind, exitCode }).toEqual({ schemaVersion: "1.0", kind: "freeze-enforce", exitCode: 0 });
    expect(Date.parse(String(generatedAt))).toBeGreaterThan(0);
    expect(freezeDecisionSchema.parse(fields)).toMatchObject({
      decision: "allow",
      inWindow: true,
      clockSource: "argument",
    });
  });

  it.each([
    ["no labels", "null", "CAB-7", 1],
    ["no ticket", approved, "", 1],
    ["a ticket in a label", '["FREEZE-APPROVED", "cab: MC-231"]', "", 0],
    ["broken JSON, as an unquoted toJson leaves it", "[{id: 1, name: FREEZE-APPROVED}]", "CAB-7", 2],
    ["an empty variable", "", "CAB-7", 2],
  ])("with %s exits as it must", async (_, labels, ticket, code) => {
    const run = await enforce(...inside, "--labels", labels, "--ticket", ticket);
    expect(run.code).toBe(code);
    expect(run.document).toMatchObject({ exitCode: code });
  });

  it("takes labels, ticket, head and author from an event", async () => {
    const pull = {
      body: "Fix\n\nCAB: MC\u2011231\n",
      labels: [{ name: "FREEZE-APPROVED" }],
      head: { sha: "abc" },
      user: { login: "eve" },
    };
    const event = file("event.json", JSON.stringify({ pull_request: pull }));
    const run = await enforce(...inside, "--event", event);
    expect(run.document).toMatchObject({
      decision: "allow",
      headSha: "abc",
      evidence: { ticket: "MC-231", ticketSource: "body" },
    });
    const group = file("group.json", '{"merge_group": {"head_sha": "def"}}');
    expect((await enforce(...inside, "--event", group)).document).toMatchObject({ decision: "deny", headSha: "def" });
  });

  it.each([
    [["--config", "none.yaml", "--labels", "null"], "freeze-calendar-missing"],
    [["--labels", "null"], "usage"],
    [["--config", "freeze.yaml", "--labels", "null", "--now", "yesterday"], "time-invalid"],
    [["--config", "freeze.yaml", "--labels", "null", "--now", "2025-12-20"], "time-invalid"],
    [["--config", "freeze.yaml", "--labels", "null", "stray"], "usage"],
    [["--config", "freeze.yaml", "--event", "none.json"], "event-invalid"],
    [["--config", file("bad.yaml", "freeze: {start: 2025-12-18T00:00:00Z}\n"), "--labels", "null"], "missing-key"],
    [["--config", file("notes.txt", "- 1\n"), "--labels", "null"], "bad-value"],
  ])("exits 2 on bad input %j", async (args, code) => {
    const run = await enforce(...args);
    expect(run).toMatchObject({ code: 2, document: { exitCode: 2, error: { code } } });
  });

  it("tells the package's version", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect((await execa(process.execPath, [script, "--version"])).stdout).toBe(version);
  });

  it("uses the machine's clock where no instant is given", async () => {
    const { document } = await enforce("--config", "freeze.yaml", "--labels", "null");
    expect(document).toMatchObject({ clockSource: "system" });
  });
});
