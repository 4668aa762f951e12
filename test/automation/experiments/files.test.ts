import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readDefinition } from "../../../automation/experiments/files.ts";

const dir = mkdtempSync(join(tmpdir(), "maestro-definition-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const good = `experiment: subs-buffer
hypothesis: faster
owner: platform-eng
flag: subs.optimizedBuffer
arms: [{name: control, variant: off}, {name: treatment, variant: on}]
start: 2025-12-16
primary: {name: p95_ms, kind: mean, better: lower}
guardrails: [{name: error_rate, kind: proportion, better: lower}]
samples: {cap: 2000}
`;
const read = (text: string | Uint8Array) => {
  writeFileSync(join(dir, "e.yaml"), text);
  return readDefinition(dir, "e.yaml");
};
const instead = (from: string, to: string): string => good.replace(from, to);

it("reads a definition, with what is left out", () => {
  expect(read(good).experiment).toMatchObject({ alpha: 0.05, maxDays: 30, review: { required: false } });
});

it.each<[string, string | Uint8Array, object]>([
  ["an unknown key", `${good}colour: red\n`, { code: "unknown-key", line: 10, field: "colour" }],
  ["a kind that there is not", instead("kind: mean", "kind: median"), { line: 7, field: "primary.kind" }],
  ["a cap in words", instead("2000", "many"), { line: 9, field: "samples.cap" }],
  ["an impossible day", instead("2025-12-16", "2025-13-45"), { code: "time-invalid", line: 6, field: "start" }],
  ["one arm", instead(", {name: treatment, variant: on}", ""), { line: 5, field: "arms" }],
  ["two arms of one name", instead("name: treatment", "name: control"), { line: 5, field: "arms" }],
  ["two arms of one variant", instead("variant: on", "variant: off"), { line: 5, field: "arms" }],
  ["an end before the start", `${good}end: 2025-12-01\n`, { line: 10, field: "end" }],
  ["a metric twice", instead("error_rate", "p95_ms"), { line: 8, field: "guardrails" }],
  ["a personal field", `${good}pii: {allow: [userEmail]}\n`, { code: "pii-allowed", line: 10, field: "pii.allow[0]" }],
  ["a path as a name", instead("subs-buffer", "../x"), { line: 1, field: "experiment" }],
  ["no owner", instead("owner: platform-eng\n", ""), { code: "missing-key", field: "owner" }],
  ["a key twice", `${good}owner: x\n`, { code: "duplicate-key", line: 10 }],
  ["__proto__", `${good}__proto__: {a: 1}\n`, { code: "yaml-key", line: 10 }],
  ["broken YAML", "experiment: [\n", { code: "yaml-syntax" }],
  ["nothing", "", { line: 1 }],
  ["other text than UTF-8", Uint8Array.of(0x65, 0x3a, 0xe9, 0x0a), { code: "file-encoding" }],
])("refuses %s, with its place and what to do", (_, text, where) => {
  const error = (() => {
    try {
      read(text);
    } catch (caught) {
      return caught;
    }
  })();
  expect(error).toMatchObject({ exitCode: 2, file: "e.yaml", next: expect.any(String), ...where });
});
