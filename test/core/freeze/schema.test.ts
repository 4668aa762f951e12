import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseCalendar } from "../../../adapters/policy/index.ts";
import { InputError } from "../../../core/errors/index.ts";

const load = (name: string) =>
  parseCalendar(readFileSync(`test/fixtures/freeze/${name}.yaml`, "utf8"), name, "sha256:0");
const iso = (ms: number): string => new Date(ms).toISOString();

describe("the calendar", () => {
  it("reads one window with carve-outs, its end including the whole second", () => {
    const [window] = load("seed").windows;
    expect(window).toMatchObject({
      name: "freeze",
      carveOuts: ["security", "p0-fix"],
      exceptions: [],
      approvals: null,
    });
    expect(iso(window!.startsAt)).toBe("2025-12-18T00:00:00.000Z");
    expect(iso(window!.endsBefore)).toBe("2025-12-28T00:00:00.000Z");
  });

  it("reads named windows with zone, scope, exceptions and approvers", () => {
    const [year, billing] = load("windows").windows;
    expect(iso(year!.startsAt)).toBe("2025-12-17T23:00:00.000Z");
    expect(year!.exceptions).toMatchObject([
      { id: "pay-hotfix", ticket: "CAB-41", approvedBy: ["alice", "bob"], maxCanaryWeight: 10 },
    ]);
    expect(iso(year!.exceptions[0]!.expiresAt)).toBe("2025-12-20T11:00:01.000Z");
    expect(billing).toMatchObject({ approvals: 2, approvers: ["alice", "bob", "carol"], endInclusive: false });
    expect(iso(billing!.endsBefore)).toBe("2026-01-01T00:00:00.000Z");
  });

  it("reads an empty list as no freeze", () => {
    expect(parseCalendar("freeze: []\n", "f", "d").windows).toEqual([]);
  });

  const window = "start: 2025-12-18T00:00:00Z, end: 2025-12-19T00:00:00Z";
  it.each([
    ["an empty file", "", { code: "bad-value", line: 1 }],
    ["freeze left empty", "freeze:\n", { code: "bad-value", field: "freeze" }],
    ["no start", "freeze: {end: 2025-12-19T00:00:00Z}\n", { code: "missing-key", field: "freeze.start" }],
    ["an unknown key", `freeze: {${window}, exception: []}\n`, { code: "unknown-key", next: "write exceptions" }],
    [
      "an unknown key in a list",
      `freeze:\n  - {${window}, zoen: UTC}\n`,
      { code: "unknown-key", line: 2, next: "write zone" },
    ],
    [
      "end before start",
      "freeze: {start: 2025-12-19T00:00:00Z, end: 2025-12-18T00:00:00Z}\n",
      { code: "end-before-start", field: "freeze.end", column: 44 },
    ],
    [
      "an empty exclusive window",
      "freeze: {start: 2025-12-19T00:00:00Z, end: 2025-12-19T00:00:00Z, endInclusive: false}\n",
      { code: "end-before-start" },
    ],
    [
      "an unknown zone",
      "freeze: {start: 2025-12-18, end: 2025-12-19, zone: Europe/Berln}\n",
      { code: "zone-unknown", field: "freeze.zone", next: "write Europe/Berlin" },
    ],
    [
      "a local time without zone",
      "freeze: {start: 2025-12-18T00:00:00, end: 2025-12-19}\n",
      { code: "time-invalid", field: "freeze.start" },
    ],
    ["no such day", "freeze: {start: 2025-02-30, end: 2025-12-19}\n", { code: "time-invalid", field: "freeze.start" }],
    [
      "a date that is a number",
      "freeze: {start: 2025, end: 2025-12-19}\n",
      { code: "bad-value", field: "freeze.start" },
    ],
    [
      "a carve-out with blanks",
      `freeze: {${window}, exceptions: ["P0 fix"]}\n`,
      { code: "bad-value", field: "freeze.exceptions[0]" },
    ],
    [
      "an exception without ticket",
      `freeze: {${window}, exceptions: [{id: a, stacks: [p], expires: 2025-12-19}]}\n`,
      { code: "missing-key", field: "freeze.exceptions[0].ticket" },
    ],
    [
      "an exception with a bad ticket",
      `freeze: {${window}, exceptions: [{id: a, ticket: yes please, stacks: [p], expires: 2025-12-19}]}\n`,
      { code: "ticket-malformed", field: "freeze.exceptions[0].ticket" },
    ],
    [
      "an exception without scope",
      `freeze: {${window}, exceptions: [{id: a, ticket: CAB-1, expires: 2025-12-19}]}\n`,
      { code: "exception-without-scope" },
    ],
    [
      "an exception that expires before it starts",
      `freeze: {${window}, exceptions: [{id: a, ticket: CAB-1, stacks: [p], starts: 2025-12-20, expires: 2025-12-19}]}\n`,
      { code: "end-before-start" },
    ],
    [
      "two windows of one name",
      `freeze:\n  - {name: a, ${window}}\n  - {name: a, ${window}}\n`,
      { code: "name-twice", line: 3 },
    ],
    [
      "two exceptions of one id",
      `freeze: {${window}, exceptions: [{id: a, ticket: CAB-1, stacks: [p], expires: 2025-12-19}, {id: a, ticket: CAB-2, stacks: [p], expires: 2025-12-19}]}\n`,
      { code: "name-twice" },
    ],
    [
      "a misspelt environment, which would cover nothing",
      `freeze: {${window}, scope: {environments: [production, prod]}}\n`,
      { code: "scope-unknown", field: "freeze.scope.environments[1]" },
    ],
    [
      "a misspelt tenant class",
      `freeze: {${window}, scope: {tenantClasses: [multi-tennant]}}\n`,
      { code: "scope-unknown", field: "freeze.scope.tenantClasses[0]", next: "write multi-tenant" },
    ],
    [
      "ticketOnly beside approvals",
      `freeze: {${window}, ticketOnly: true, approvals: 2}\n`,
      { code: "bad-value", field: "freeze.ticketOnly" },
    ],
  ])("refuses %s, with its place and what to do", (_, text, expected) => {
    let error: unknown;
    try {
      parseCalendar(text, "freeze.yaml", "d");
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ file: "freeze.yaml", ...expected });
    expect((error as InputError).next).toBeTruthy();
    expect((error as InputError).line).toBeGreaterThan(0);
  });
});
