import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { commands } from "../../../automation/cli/commands.ts";
import { type DocumentKind, documents } from "../../../automation/documents/index.ts";
import { jsonSchemas } from "../../../scripts/reference.ts";

type Printed = Record<string, unknown> & { kind: DocumentKind; exitCode: number };

const schemas = jsonSchemas();
const ajv = new Ajv2020({ strict: false, validateFormats: false });

/** Holds a document against the schema of its kind, as Zod and as any reader's JSON Schema validator reads it. */
function expectValid(document: Printed): void {
  expect(documents[document.kind].safeParse(document).error?.message).toBeUndefined();
  const validate = ajv.compile(schemas[document.kind]!);
  expect(validate(document), ajv.errorsText(validate.errors)).toBe(true);
}

function run(bin: "maestro" | "aca-score" | "freeze-enforce", ...args: string[]): Promise<Printed> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [`automation/cli/${bin}.ts`, ...args, "--json"], (error, stdout) => {
      try {
        const document = JSON.parse(stdout) as Printed;
        expect(document.exitCode).toBe(error === null ? 0 : error.code);
        resolve(document);
      } catch (cause) {
        reject(cause as Error);
      }
    });
  });
}

test("every command of maestro has a document's schema", () => {
  expect(commands.map(({ words }) => words.join(".")).filter((kind) => !(kind in documents))).toEqual([]);
});

const config = "test/fixtures/documents/aca.yaml";
const samples = "test/fixtures/documents/samples.csv";

describe("what a command prints is what its schema says", () => {
  test.each([
    ["doctor", "maestro", ["doctor"]],
    ["tools.list", "maestro", ["tools", "list"]],
    ["aca.judge", "maestro", ["aca", "judge", "--test", "ks", "--baseline", "[1,2,3,4,5]", "--canary", "[2,3,4,5,6]"]],
    ["aca.score", "maestro", ["aca", "score", "--config", config, "--baseline", samples, "--canary", samples]],
    ["aca-score", "aca-score", ["--config", config, "--baseline", samples, "--canary", samples]],
    ["aca-score.judge", "aca-score", ["judge", "--test", "mwu", "--baseline", "[1,2,3]", "--canary", "[4,5,6]"]],
    ["freeze-enforce", "freeze-enforce", ["--config", "freeze.yaml", "--labels", "[]"]],
    ["ledger.verify", "maestro", ["ledger", "verify", "--state-dir", "test/fixtures/none"]],
    ["ledger.show", "maestro", ["ledger", "show", "--state-dir", "test/fixtures/none"]],
    ["outbox.list", "maestro", ["outbox", "list", "--state-dir", "test/fixtures/none"]],
  ] as const)("%s", async (kind, bin, args) => {
    const document = await run(bin, ...args);
    expect(document).toMatchObject({ schemaVersion: "1.0", kind });
    expect(document).not.toHaveProperty("error");
    expectValid(document);
  });
});

describe("a failure is a document too", () => {
  test.each([
    ["maestro", 2, "maestro", ["nope"]],
    ["doctor", 2, "maestro", ["doctor", "--nope"]],
    ["cutover.start", 2, "maestro", ["cutover", "start"]],
    ["cutover.status", 2, "maestro", ["cutover", "status", "--state-dir", "test/fixtures/none", "--stack", "none"]],
    ["ledger.timeline", 2, "maestro", ["ledger", "timeline", "--state-dir", "test/fixtures/none"]],
    ["cutover.group.start", 2, "maestro", ["cutover", "group", "start", "--file", "none.yaml"]],
    ["aca-score", 2, "aca-score", []],
    ["aca-score.judge", 2, "aca-score", ["judge", "--test", "t"]],
    ["freeze-enforce", 2, "freeze-enforce", ["--config", "no-such.yaml"]],
  ] as const)("%s, exit %i", async (kind, exitCode, bin, args) => {
    const document = await run(bin, ...args);
    expect(document).toMatchObject({ kind, exitCode, error: { code: expect.any(String) } });
    expectValid(document);
  });
});

const folder = "test/fixtures/documents";

test.each(readdirSync(folder).filter((name) => name.endsWith(".json")))("%s, as it was printed, is valid", (name) => {
  expectValid(JSON.parse(readFileSync(join(folder, name), "utf8")) as Printed);
});

test("a document that lacks a field, or misspells a value, is refused", () => {
  const document = JSON.parse(readFileSync(join(folder, "demo.json"), "utf8")) as Printed;
  const { flips: _, ...lacking } = document;
  const misspelt = { ...document, outcome: "aborted" };
  for (const wrong of [lacking, misspelt]) {
    expect(documents.demo.safeParse(wrong).success).toBe(false);
    expect(ajv.validate(schemas.demo!, wrong)).toBe(false);
  }
  expect(documents.demo.safeParse({ ...document, added: 1 }).success).toBe(true);
});
