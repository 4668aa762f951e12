import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lintContractFiles } from "../../../automation/contracts/lint.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "contracts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
};
const contract = (fields: string, more = ""): string =>
  `entity: order\nversion: 1\ncompatibility: full\nowner: team\n${more}fields:\n${fields}`;
const now = Date.parse("2026-11-24T12:00:00Z");
const lint = (...args: string[]) => lintContractFiles(folder, args, now);
const found = (...args: string[]) =>
  lint(...args).findings.map(({ rule, position: { file, line } }) => `${rule} ${file}:${line}`);

describe("rules, with their lines", () => {
  it.each([
    ["a name that not every format carries", "  - { name: first-name, type: string }\n", "", "field-name", 6],
    [
      "personal data without a purpose",
      "  - { name: a, type: string, pii: true, retention: P1D }\n",
      "",
      "pii-purpose",
      6,
    ],
    [
      "personal data without a retention",
      "  - { name: a, type: string, pii: true, purpose: x }\n",
      "",
      "pii-retention",
      6,
    ],
    [
      "personal data that is public, deep inside",
      "  - name: list\n    type: array\n    items:\n      type: object\n      fields:\n        - { name: a, type: string, pii: true, purpose: x, retention: P1D, classification: public }\n",
      "",
      "pii-public",
      11,
    ],
    [
      "a deprecation that is over",
      "  - { name: a, type: string, deprecated: { until: 2026-11-23 } }\n",
      "",
      "deprecated-past",
      6,
    ],
    ["an SLA out of range", "  - { name: a, type: string }\n", "sla: { read_p95_ms: 90000 }\n", "sla-range", 5],
  ])("%s", (_what, fields, more, rule, line) => {
    write("c.yaml", contract(fields, more));
    expect(found("c.yaml")).toEqual([`${rule} c.yaml:${line}`]);
  });

  it("the last day of a deprecation is not past", () => {
    write("c.yaml", contract("  - { name: a, type: string, deprecated: { until: 2026-11-24 } }\n"));
    expect(found("c.yaml")).toEqual([]);
  });

  it("an owner is missed with a warning only", () => {
    write("c.yaml", contract("  - { name: a, type: string }\n").replace("owner: team\n", ""));
    expect(lint("c.yaml")).toMatchObject({
      findings: [{ rule: "missing-owner", level: "warning" }],
      counts: { error: 0 },
    });
  });

  it("retention is held against the policy, where there is one", () => {
    const fields = "  - { name: a, type: string, retention: long }\n  - { name: b, type: string, retention: P3Y }\n";
    write("contracts/c.yaml", contract(fields));
    expect(found()).toEqual([]);
    write("contracts/policy.yaml", "retention: { classes: { short: P30D }, max: P2Y }\n");
    expect(found()).toEqual(["retention-class contracts/c.yaml:6", "retention-policy contracts/c.yaml:7"]);
  });

  it("a version that stands twice must be the same", () => {
    write("next/c.yaml", contract("  - { name: a, type: string }\n"));
    write("prev/c.yaml", contract("  - { name: a, type: string }\n"));
    expect(found("next", "prev")).toEqual([]);
    write("prev/c.yaml", contract("  - { name: a, type: int32 }\n"));
    expect(found("**/*.yaml")).toEqual(["version-not-bumped prev/c.yaml:2"]);
  });
});

describe("maestro-ignore", () => {
  const pii = "  - { name: a, type: string, pii: true, purpose: x }";
  it("silences its rule on its line and the next, with a reason", () => {
    write("c.yaml", contract(`${pii} # maestro-ignore pii-retention kept by law\n`));
    write("d.yaml", contract(`  # maestro-ignore pii-retention kept by law\n${pii}\n`).replace("order", "other"));
    expect(found("c.yaml", "d.yaml")).toEqual([]);
  });
  it("does nothing without a reason, for another rule, or where there is nothing, and says so", () => {
    write("c.yaml", contract(`${pii} # maestro-ignore pii-retention\n`));
    expect(found("c.yaml")).toEqual(["pii-retention c.yaml:6", "bad-ignore c.yaml:6"]);
    write("c.yaml", contract(`${pii} # maestro-ignore pii-retentoin kept by law\n`));
    expect(lint("c.yaml").findings.at(-1)!.message).toContain("pii-retention meant");
  });
});

describe("what is no contract is named, and the rest is linted", () => {
  it.each([
    ["a key twice", "entity: a\nentity: b\n", "duplicate-key", 2],
    ["a merge key", "a: &a { b: 1 }\nc:\n  <<: *a\n", "yaml-key", 3],
    [
      "a bomb",
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n`,
      "yaml-alias-bomb",
      2,
    ],
    ["an unknown type", contract("  - { name: a, type: strnig }\n"), "bad-value", 6],
    ["broken YAML", "entity: [\n", "yaml-syntax", 2],
    ["nothing", "", "bad-value", 1],
  ])("%s", (_what, text, rule, line) => {
    write("bad.yaml", text);
    write("good.yaml", contract("  - { name: a, type: string, pii: true, purpose: x }\n"));
    const result = lint("*.yaml");
    expect(result).toMatchObject({ files: 2, unreadable: 1 });
    expect(result.findings[0]).toMatchObject({ rule, position: { file: "bad.yaml", line } });
    expect(result.findings.at(-1)).toMatchObject({ rule: "pii-retention", position: { file: "good.yaml" } });
  });

  it("invalid UTF-8, a file beyond the limit, a missing one, a link out of the folder", () => {
    write("latin.yaml", new Uint8Array([0x65, 0x3a, 0x20, 0xe9, 0x0a]));
    write("large.yaml", new Uint8Array(17 * 1024 * 1024).fill(0x20));
    const outside = mkdtempSync(join(tmpdir(), "outside-"));
    writeFileSync(join(outside, "c.yaml"), contract("  - { name: a, type: string }\n"));
    symlinkSync(join(outside, "c.yaml"), join(folder, "link.yaml"));
    expect(found("large.yaml", "latin.yaml", "link.yaml", "none.yaml")).toEqual([
      "too-large large.yaml:1",
      "invalid-utf8 latin.yaml:1",
      "symlink-out link.yaml:1",
      "missing-file none.yaml:1",
    ]);
    rmSync(outside, { recursive: true });
  });
});

describe("--fix", () => {
  const fix = () => lintContractFiles(folder, ["c.yaml"], now, true);
  const before = `# of the order team
entity: order   # kept
version: 1
compatibility: full
owner: team
retention: "30 days"
consumers: [a, b, a]
purpose:
  - billing
  # said twice
  - billing
fields:
  - {name: at, type: string, format: date_time}
`;

  it("mends what is safe, keeps every other byte, and has nothing to do a second time", () => {
    write("c.yaml", before);
    expect(
      fix()
        .fixed.map(({ rule }) => rule)
        .sort(),
    ).toEqual(["duplicate-entry", "duplicate-entry", "format-unknown", "retention-form"]);
    const after = before
      .replace("30 days", "P30D")
      .replace("[a, b, a]", "[a, b]")
      .replace("  # said twice\n  - billing\n", "")
      .replace("date_time", "date-time");
    expect(readFileSync(join(folder, "c.yaml"), "utf8")).toBe(after);
    expect(fix()).toMatchObject({ fixed: [], findings: [] });
    expect(readFileSync(join(folder, "c.yaml"), "utf8")).toBe(after);
  });

  it("touches neither a file that is no contract nor what is ignored with a reason", () => {
    write("c.yaml", before.replace("retention:", "# maestro-ignore retention-form as the archive says it\nretention:"));
    fix();
    expect(readFileSync(join(folder, "c.yaml"), "utf8")).toContain('retention: "30 days"');
    write("c.yaml", `${before}more: 1\n`);
    fix();
    expect(readFileSync(join(folder, "c.yaml"), "utf8")).toBe(`${before}more: 1\n`);
  });
});

describe("policy.yaml", () => {
  it("is no contract, named or found; a contract of policies is one", () => {
    write("contracts/policy.yaml", "sla: { read_p95_ms: 1000 }\n");
    write(
      "contracts/next/policy.yaml",
      contract("  - { name: first-name, type: string }\n").replace("order", "policy"),
    );
    const expected = ["field-name contracts/next/policy.yaml:6"];
    expect(found("contracts/policy.yaml", "contracts/next/policy.yaml")).toEqual(expected);
    expect(found("contracts")).toEqual(expected);
    expect(found("contracts/**/*.yaml")).toEqual(expected);
  });
});
