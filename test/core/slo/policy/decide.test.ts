import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { VerifiedApproval } from "../../../../core/attest/index.ts";
import {
  type BudgetSources,
  type BudgetStatement,
  decideBudget,
  evaluate,
  makeStatement,
  noSources,
  statementDigest,
} from "../../../../core/slo/index.ts";
import { definitionsOf, minuteCounts, oneSlo, sloDocument } from "../../../support/slo-documents.ts";
import { policyTexts } from "../../../support/slo-policy.ts";

const now = Date.parse("2026-11-25T00:00:00Z");
const slo = oneSlo(sloDocument());
const policy = definitionsOf(policyTexts().policy).policy!;
const status = (bad: (ago: number) => number | null) =>
  evaluate(slo, { outcome: "data", counts: minuteCounts(now, 43_200, bad), notes: [] }, now);
const within = makeStatement([status(() => 0)], now);
const exhausted = makeStatement([status(() => 2)], now);
const unknown = makeStatement([evaluate(slo, { outcome: "error", text: "down" }, now)], now);
const request = { service: "orders", environment: "production" };
const decide = (change: Partial<BudgetSources>, at = now, asked = request) =>
  decideBudget({ ...noSources, policies: [policy], here: [slo], statement: within, ...change }, asked, at);
const approval = (change: Partial<VerifiedApproval["predicate"]> = {}): VerifiedApproval => ({
  id: `sha256:${"a".repeat(64)}`,
  keyId: "k",
  bound: {},
  predicate: {
    purpose: "error-budget",
    target: "orders",
    ticket: "INC-1",
    approver: "ada",
    role: "sre-lead",
    requestedBy: "bob",
    category: "p0-fix",
    limits: null,
    issuedAt: "2026-11-25T00:00:00Z",
    expiresAt: "2026-11-26T00:00:00Z",
    nonce: "0".repeat(32),
    ...change,
  },
});
const edited = (change: Partial<BudgetStatement["slos"][number]>): BudgetStatement => {
  const said = { ...within, slos: within.slos.map((one) => ({ ...one, ...change })) };
  return { ...said, digest: statementDigest(said) };
};

describe("the error-budget policy", () => {
  it("lets a release out within the budget, denies it when that is exhausted, and holds it when it is not known", () => {
    expect(decide({})).toMatchObject({ decision: "allow", rule: "within-budget" });
    expect(decide({ statement: exhausted })).toMatchObject({ decision: "deny", rule: "exhausted" });
    expect(decide({ statement: unknown })).toMatchObject({ decision: "hold", rule: "unknown" });
  });

  it("governs nobody where there is no policy, and not where it does not say that it does", () => {
    expect(decide({ policies: [], statement: exhausted }).rule).toBe("not-governed");
    expect(decide({ statement: exhausted }, now, { ...request, environment: "staging" }).rule).toBe("not-governed");
    expect(decide({ statement: exhausted }, now, { ...request, service: "billing" }).rule).toBe("not-governed");
    expect(decide({ statement: exhausted }, now, { ...request, environment: "undefined" }).decision).toBe("deny");
  });

  it("holds a service that it names and that has no SLO", () => {
    const policies = [{ ...policy, services: ["billing"] }];
    const { reasons } = decide({ policies }, now, { ...request, service: "billing" });
    expect(reasons[0]!.code).toBe("budget-no-slo");
  });

  const held: [string, Partial<BudgetSources>, number, string][] = [
    ["there is no statement", { statement: null }, now, "budget-statement-missing"],
    ["it cannot be read", { statement: { unreadable: "no JSON" } }, now, "budget-statement-edited"],
    ["it was edited", { statement: { ...exhausted, slos: within.slos } }, now, "budget-statement-edited"],
    ["it is dated ahead", {}, now - 3_600_000, "budget-statement-edited"],
    ["its data is older than the policy lets it be", {}, now + 24 * 3_600_000, "budget-statement-expired"],
    ["it does not speak of an SLO", { statement: edited({ name: "other" }) }, now, "budget-statement-stale"],
    ["it is of another target", { statement: edited({ target: 0.9 }) }, now, "budget-statement-stale"],
    ["it is of another indicator", { statement: edited({ indicator: within.digest }) }, now, "budget-statement-stale"],
    ["the objective was lowered", { trusted: [{ ...slo, target: 0.9999 }] }, now, "budget-statement-stale"],
    [
      "the SLO was removed",
      { here: [], trusted: [slo], statement: edited({ name: "x" }) },
      now,
      "budget-statement-stale",
    ],
  ];
  it.each(held)("holds where %s", (_, change, at, code) => {
    const { decision, reasons } = decide(change, at);
    expect(decision).toBe("hold");
    expect(reasons[0]).toMatchObject({ code, next: expect.any(String) });
  });

  it("lets the working tree raise an objective, and a policy there only tighten", () => {
    expect(decide({ trusted: [{ ...slo, target: 0.99 }] }).decision).toBe("allow");
    const loose = { ...policy, exceptions: [{ category: "p0-fix" as const, roles: ["anyone"] }] };
    const approvals = [approval({ role: "anyone" })];
    expect(decide({ statement: exhausted, approvals, policies: [policy, loose] }).decision).toBe("deny");
  });
});

describe("a signed approval", () => {
  const both = [exhausted, unknown];
  it("of a category that the policy excepts lets a release out, exhausted or not known", () => {
    for (const statement of both)
      expect(decide({ statement, approvals: [approval()] })).toMatchObject({ decision: "allow", rule: "exception" });
  });

  it("without a category is an override", () => {
    for (const statement of both)
      expect(decide({ statement, approvals: [approval({ category: null, role: "head" })] }).rule).toBe("override");
  });

  const ignored: [string, Partial<VerifiedApproval["predicate"]>, RegExp][] = [
    ["of another service", { target: "billing" }, /not for orders/],
    ["of a category that is none", { category: "marketing" }, /no exception/],
    ["in a role that may not", { role: "dev" }, /may not sign/],
    ["as an override in the role for exceptions", { category: null }, /may not sign an override/],
    ["as an override too long", { category: null, role: "head", expiresAt: "2026-12-25T00:00:00Z" }, /2 days at most/],
  ];
  it.each(ignored)("%s does not count, and it is said why", (_, change, why) => {
    const { decision, evidence } = decide({ statement: exhausted, approvals: [approval(change)] });
    expect(decision).toBe("deny");
    expect(evidence.ignored.join()).toMatch(why);
  });
});

it("never takes what is not known for spent or left: only known budgets allow without approval, or deny", () => {
  const states = ["within", "burning", "exhausted", "low-traffic", "unknown"] as const;
  fc.assert(
    fc.property(fc.constantFrom(...states), fc.integer({ min: -2, max: 40 }), fc.boolean(), (state, hours, intact) => {
      const made = edited({ state });
      const statement = intact ? made : { ...made, digest: exhausted.digest };
      const { decision } = decide({ statement }, now + hours * 3_600_000);
      const known = intact && hours >= 0 && hours < 24 && state !== "unknown";
      expect(decision === "hold").toBe(!known);
      if (known) expect(decision).toBe(state === "exhausted" ? "deny" : "allow");
    }),
  );
});
