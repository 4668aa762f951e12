import { describe, expect, it } from "vitest";
import { parseCalendar } from "../../../adapters/policy/index.ts";
import { type Approval, decide, type FreezeRequest, type TicketAnswer } from "../../../core/freeze/index.ts";

const now = Date.parse("2025-12-20T00:00:00Z");
const calendar = (extra = "") =>
  parseCalendar(`freeze: {start: 2025-12-18, end: 2025-12-27, exceptions: [security]${extra}}`, "freeze.yaml", "d");
const deploy: FreezeRequest = {
  kind: "deploy",
  stack: "prod",
  service: "orders",
  environment: "production",
  labels: [],
  ticket: "CAB-1",
  ticketSource: "config",
  versions: ["v1", "v2"],
};
const merge: FreezeRequest = { ...deploy, kind: "merge", stack: null, labels: ["FREEZE-APPROVED"], headSha: "abc" };
const approval: Approval = {
  id: "sha256:a1",
  file: "freeze/approvals/a1.json",
  ticket: "CAB-1",
  approver: "alice",
  role: "cab",
  category: null,
  stack: "prod",
  headSha: null,
  expiresAt: now + 1,
  revokedAt: null,
};
const owner: Approval = { ...approval, role: "code-owner", category: "security" };
const judged = (request: FreezeRequest, approvals: readonly Approval[], extra = ", approvals: 2") => {
  const { decision, rule, reasons, evidence } = decide(calendar(extra), approvals, request, now);
  return {
    decision,
    rule,
    codes: reasons.map(({ code }) => code),
    carveOut: evidence.carveOut,
    counted: evidence.approvals,
  };
};

describe("a carve-out", () => {
  it("waives the number of approvals where a code owner has signed its category", () => {
    expect(judged(deploy, [owner])).toMatchObject({
      decision: "allow",
      rule: "carve-out",
      carveOut: "security",
      counted: ["sha256:a1"],
    });
    expect(judged(merge, [{ ...owner, stack: null, headSha: "abc" }])).toMatchObject({
      decision: "allow",
      rule: "carve-out",
    });
  });

  it.each([
    ["another role", deploy, { ...owner, role: "cab" }, ["approvals-missing"]],
    ["a category that the window does not list", deploy, { ...owner, category: "p0-fix" }, ["approvals-missing"]],
    ["no category", deploy, { ...owner, category: null }, ["approvals-missing"]],
    ["their own change", { ...deploy, author: "alice" }, owner, ["approvals-missing", "self-approval"]],
    ["another ticket", { ...deploy, ticket: "CAB-2" }, owner, ["approvals-missing"]],
    ["an older commit", merge, { ...owner, stack: null, headSha: "old" }, ["approvals-missing"]],
  ] as const)("is not asserted by %s", (_, request, given, codes) => {
    expect(judged(request, [given])).toMatchObject({ decision: "deny", codes });
  });

  it("never waives label or ticket", () => {
    expect(judged({ ...merge, labels: [] }, [{ ...owner, stack: null, headSha: "abc" }]).codes).toEqual([
      "label-missing",
    ]);
    expect(judged({ ...deploy, ticket: null }, [owner]).codes).toEqual(["ticket-missing"]);
    expect(judged({ ...deploy, ticketAnswer: { status: "unknown", name: "r" } }, [owner]).decision).toBe("deny");
  });
});

describe("an approval of a release", () => {
  const two = (change: Partial<Approval>): Approval[] => [
    { ...approval, ...change },
    { ...approval, ...change, id: "sha256:b", approver: "bob" },
  ];
  it.each([
    ["the versions that it names", { versions: ["v1", "v2", "v3"] }, {}, "allow"],
    ["other versions", { versions: ["v1", "v3"] }, {}, "deny"],
    ["versions where none are known", { versions: ["v1", "v2"] }, { versions: null }, "deny"],
    ["its plan", { planDigest: "sha256:p" }, { planDigest: "sha256:p" }, "allow"],
    ["another plan", { planDigest: "sha256:p" }, { planDigest: "sha256:q", inRun: true }, "deny"],
    ["a plan outside of any run", { planDigest: "sha256:p" }, {}, "deny"],
    ["a plan that the run's driver has checked", { planDigest: "sha256:p" }, { inRun: true }, "allow"],
  ] as const)("for %s: %s → %s", (_, change, request, decision) => {
    expect(judged({ ...deploy, ...request } as FreezeRequest, two(change as Partial<Approval>)).decision).toBe(
      decision,
    );
  });

  it("has to count where the change names it", () => {
    const named = (name: string) => judged({ ...deploy, approval: name }, two({}));
    for (const name of ["freeze/approvals/a1.json", "a1.json", "./freeze/approvals/a1.json", "sha256:a1"])
      expect(named(name).decision).toBe("allow");
    expect(named("freeze/approvals/other.json")).toMatchObject({ decision: "deny", codes: ["approval-not-counted"] });
    const other = { ...deploy, approval: "sha256:a1", ticket: "CAB-2" };
    expect(judged(other, two({}), ", ticketOnly: true")).toMatchObject({
      decision: "deny",
      codes: ["approval-not-counted"],
    });
  });
});

describe("a CAB register", () => {
  const answers: [TicketAnswer, string][] = [
    [{ status: "unknown", name: "r" }, "ticket-not-in-register"],
    [{ status: "refused", name: "r", text: "is rejected" }, "ticket-refused-by-register"],
    [{ status: "unavailable", name: "r", text: "it answered 503" }, "register-unavailable"],
  ];
  it.each(answers)("that says %o refuses, whatever else there is", (ticketAnswer, code) => {
    for (const extra of ["", ", ticketOnly: true"]) {
      const { decision, codes } = judged({ ...deploy, ticketAnswer }, [approval], extra);
      expect(decision).toBe("deny");
      expect(codes).toContain(code);
    }
    expect(judged({ ...merge, ticketAnswer }, [], "")).toMatchObject({ decision: "deny", codes: [code] });
    expect(judged({ ...deploy, kind: "backout", ticketAnswer }, []).decision).toBe("allow");
  });

  it("that approves is not enough by itself", () => {
    const ticketAnswer = { status: "approved", name: "r" } as const;
    expect(judged({ ...deploy, ticketAnswer }, [], "").decision).toBe("deny");
    expect(judged({ ...deploy, ticketAnswer }, [approval], "").decision).toBe("allow");
  });
});
