import { describe, expect, it } from "vitest";
import { parseCalendar } from "../../../adapters/policy/index.ts";
import { type Approval, decide, decideAll, type FreezeRequest } from "../../../core/freeze/index.ts";

const at = (text: string): number => Date.parse(text);
const inside = at("2025-12-20T00:00:00Z");
const deploy: FreezeRequest = {
  kind: "deploy",
  stack: "prod",
  service: "orders",
  environment: "production",
  labels: [],
  ticket: null,
  ticketSource: null,
};
const merge: FreezeRequest = {
  ...deploy,
  kind: "merge",
  stack: null,
  service: null,
  labels: ["FREEZE-APPROVED"],
  ticket: "CAB-1",
  ticketSource: "argument",
};
const span = "start: 2025-12-18T00:00:00Z, end: 2025-12-27T23:59:59Z";
const calendar = (extra = "") => parseCalendar(`freeze: {${span}${extra}}`, "freeze.yaml", "sha256:0");
const codes = (decision: { reasons: readonly { code: string }[] }): string[] => decision.reasons.map((r) => r.code);
const x1 = (rest = "stacks: [prod], expires: 2025-12-24") =>
  `, exceptions: [security, {id: x1, ticket: CAB-1, ${rest}}]`;
const approval: Approval = {
  id: "a1",
  ticket: "CAB-1",
  approver: "alice",
  stack: "prod",
  headSha: null,
  expiresAt: at("2026-01-01"),
  revokedAt: null,
};
const ticket = { ticket: "CAB-1", ticketSource: "config" } as const;

describe("decide at a deploy", () => {
  it.each([
    ["2025-12-17T23:59:59.999Z", "allow"],
    ["2025-12-18T00:00:00.000Z", "deny"],
    ["2025-12-27T23:59:59.000Z", "deny"],
    ["2025-12-27T23:59:59.999Z", "deny"],
    ["2025-12-28T00:00:00.000Z", "allow"],
  ])("at the window's edge %s: %s", (now, expected) => {
    expect(decide(calendar(), [], deploy, at(now)).decision).toBe(expected);
  });

  it("excludes the end's second where the window says so", () => {
    expect(decide(calendar(", endInclusive: false"), [], deploy, at("2025-12-27T23:59:59Z")).decision).toBe("allow");
  });

  it.each([
    ["no ticket", {}, "", [], ["ticket-missing"]],
    ["a malformed ticket", { ticket: "approved by Bob" }, "", [], ["ticket-malformed"]],
    ["a ticket that nobody approved", ticket, "", [], ["ticket-not-approved"]],
    ["an exception for another ticket", { ...ticket, ticket: "CAB-2" }, x1(), [], ["ticket-not-approved"]],
    [
      "an expired exception",
      ticket,
      x1("stacks: [prod], expires: 2025-12-19"),
      [],
      ["ticket-not-approved", "exception-expired"],
    ],
    [
      "an exception that has not begun",
      ticket,
      x1("stacks: [prod], starts: 2025-12-22, expires: 2025-12-24"),
      [],
      ["ticket-not-approved", "exception-not-started"],
    ],
    [
      "an exception for another stack",
      ticket,
      x1("stacks: [prod-eu], expires: 2025-12-24"),
      [],
      ["ticket-not-approved", "exception-out-of-scope"],
    ],
    [
      "an exception for another service",
      ticket,
      x1("services: [search], expires: 2025-12-24"),
      [],
      ["ticket-not-approved", "exception-out-of-scope"],
    ],
    [
      "an exception where the stack is unknown",
      { ...ticket, stack: null },
      x1(),
      [],
      ["ticket-not-approved", "exception-out-of-scope"],
    ],
    ["an approval of another stack", ticket, "", [{ ...approval, stack: "prod-eu" }], ["ticket-not-approved"]],
    ["an approval of no stack", ticket, "", [{ ...approval, stack: null }], ["ticket-not-approved"]],
    ["an expired approval", ticket, "", [{ ...approval, expiresAt: inside }], ["ticket-not-approved"]],
    ["a revoked approval", ticket, "", [{ ...approval, revokedAt: inside }], ["ticket-not-approved"]],
    ["an approval of another ticket", ticket, "", [{ ...approval, ticket: "CAB-9" }], ["ticket-not-approved"]],
    ["one's own approval", { ...ticket, author: "alice" }, "", [approval], ["ticket-not-approved", "self-approval"]],
    ["one approver of two", ticket, ", approvals: 2", [approval, { ...approval, id: "a2" }], ["approvals-missing"]],
    ["an approver whom the window does not name", ticket, ", approvers: [bob]", [approval], ["ticket-not-approved"]],
    [
      "an unnamed approver where the window names them",
      ticket,
      `, approvers: [bob]${x1()}`,
      [],
      ["ticket-not-approved"],
    ],
    [
      "a carve-out that only a label claims",
      { ...ticket, carveOut: { category: "security", assertedBy: "label" } },
      x1("stacks: [other], expires: 2025-12-24"),
      [],
      ["ticket-not-approved", "exception-out-of-scope", "carve-out-not-asserted"],
    ],
    [
      "a carve-out that the window does not list",
      { ...ticket, carveOut: { category: "p0-fix", assertedBy: "code-owner" } },
      ", exceptions: [security]",
      [],
      ["ticket-not-approved", "carve-out-unknown"],
    ],
    [
      "a carve-out without ticket",
      { carveOut: { category: "security", assertedBy: "code-owner" } },
      ", exceptions: [security]",
      [],
      ["ticket-missing"],
    ],
    ["an unknown environment", { environment: null }, "", [], ["ticket-missing"]],
  ] as const)("refuses %s", (_, change, extra, approvals, expected) => {
    const decision = decide(calendar(extra), approvals, { ...deploy, ...change }, inside);
    expect(decision).toMatchObject({
      decision: "deny",
      inWindow: true,
      rule: "default-refusal",
      window: { name: "freeze" },
    });
    expect(codes(decision)).toEqual(expected);
    expect(decision.reasons.every((r) => r.next)).toBe(true);
  });

  it.each([
    ["an exception", ticket, x1(), [], "exception", ["x1"]],
    [
      "an exception for all stacks",
      { ...ticket, stack: null },
      x1('stacks: ["*"], expires: 2025-12-24'),
      [],
      "exception",
      ["x1"],
    ],
    [
      "an exception by the start of the name",
      { ...ticket, stack: "prod-eu" },
      x1('stacks: ["prod-*"], expires: 2025-12-24'),
      [],
      "exception",
      ["x1"],
    ],
    [
      "a ticket typed with other hyphens and case",
      { ...ticket, ticket: " cab\u20111 " },
      x1(),
      [],
      "exception",
      ["x1"],
    ],
    ["an approval", ticket, "", [approval], "approvals", ["a1"]],
    [
      "two approvers",
      ticket,
      ", approvals: 2",
      [approval, { ...approval, id: "a2", approver: "bob" }],
      "approvals",
      ["a1", "a2"],
    ],
    [
      "two approvers of an exception",
      ticket,
      `, approvals: 2${x1("stacks: [prod], expires: 2025-12-24, approvedBy: [a, b]")}`,
      [],
      "exception",
      ["x1"],
    ],
    ["a ticket where that is enough", ticket, ", ticketOnly: true", [], "ticket-only", []],
    [
      "a carve-out asserted by a code owner",
      { ...ticket, carveOut: { category: "security", assertedBy: "code-owner" } },
      ", exceptions: [security]",
      [],
      "carve-out",
      [],
    ],
    ["a backout", { kind: "backout" }, "", [], "backout", []],
  ] as const)("allows %s", (_, change, extra, approvals, rule, counted) => {
    const decision = decide(calendar(extra), approvals, { ...deploy, ...change }, inside);
    expect(decision).toMatchObject({ decision: "allow", inWindow: true, rule, evidence: { approvals: counted } });
  });

  it("holds for production only, unless a window's scope names environments", () => {
    expect(decide(calendar(), [], { ...deploy, environment: "staging" }, inside).inWindow).toBe(false);
    const wide = calendar(", scope: {environments: [staging]}");
    expect(decide(wide, [], { ...deploy, environment: "staging" }, inside).decision).toBe("deny");
    expect(decide(wide, [], deploy, inside).decision).toBe("allow");
  });

  it("an exception of one window does not open another that overlaps", () => {
    const two = parseCalendar(`freeze:\n  - {name: a, ${span}${x1()}}\n  - {name: b, ${span}}\n`, "f", "d");
    const decision = decide(two, [], { ...deploy, ...ticket }, inside);
    expect(decision).toMatchObject({ decision: "deny", window: { name: "b" } });
  });

  it("says what, why, until when and what to do next", () => {
    const { reasons } = decide(calendar(), [], { ...deploy, ...ticket }, inside);
    expect(reasons[0]!.text).toBe(
      'change freeze "freeze" holds deploys to stack prod (production) until 2025-12-27T23:59:59Z inclusive: nobody has approved CAB ticket CAB-1 for it',
    );
    expect(reasons[0]!.next).toContain(
      "add an entry to exceptions of freeze.yaml: {id, ticket: CAB-1, stacks: [prod], expires}",
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1e20])("refuses a clock of %s", (now) => {
    expect(decide({ windows: [], source: null }, [], deploy, now)).toMatchObject({
      decision: "deny",
      evaluatedAt: null,
    });
  });
});

describe("decide at a merge", () => {
  it.each([
    ["no label", { labels: [] }, "", ["label-missing"]],
    [
      "a label that is nearly right",
      { labels: ["freeze-approved", "FREEZE_APPROVED", "FREEZE-APPROVED "] },
      "",
      ["label-missing"],
    ],
    ["no ticket", { ticket: null }, "", ["ticket-missing"]],
    ["neither", { labels: [], ticket: null }, "", ["label-missing", "ticket-missing"]],
    ["no approval where the window wants one", {}, ", approvals: 1", ["approvals-missing"]],
    [
      "a carve-out without label",
      { labels: [], carveOut: { category: "security", assertedBy: "code-owner" } },
      ", exceptions: [security]",
      ["label-missing"],
    ],
  ] as const)("refuses %s", (_, change, extra, expected) => {
    const decision = decide(calendar(extra), [], { ...merge, ...change }, inside);
    expect(decision.decision).toBe("deny");
    expect(codes(decision)).toEqual(expected);
  });

  it.each(["FREEZE-APPROVED", "FREEZE\u2010APPROVED", "FREEZE\u2011APPROVED"])("allows %s with a ticket", (label) => {
    const decision = decide(calendar(), [], { ...merge, labels: ["other", label] }, inside);
    expect(decision).toMatchObject({
      decision: "allow",
      rule: "label-and-ticket",
      evidence: { label, ticket: "CAB-1" },
    });
  });

  it("counts an approval only for the head commit that it was given for", () => {
    const strict = calendar(", approvals: 1");
    const given = [{ ...approval, stack: null, headSha: "abc" }];
    expect(decide(strict, given, { ...merge, headSha: "abc" }, inside).rule).toBe("label-ticket-and-approvals");
    expect(decide(strict, given, { ...merge, headSha: "def" }, inside).decision).toBe("deny");
    expect(decide(strict, given, { ...merge, headSha: null }, inside).decision).toBe("deny");
  });
});

it("decideAll takes the stricter of two calendars", () => {
  const none = { windows: [], source: null };
  expect(decideAll([none, calendar()], [], deploy, inside).decision).toBe("deny");
  expect(decideAll([calendar(x1()), none], [], { ...deploy, ...ticket }, inside)).toMatchObject({
    decision: "allow",
    rule: "exception",
  });
  expect(decideAll([none, none], [], deploy, inside).decision).toBe("allow");
});
