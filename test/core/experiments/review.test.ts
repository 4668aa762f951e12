import { expect, it } from "vitest";
import type { VerifiedApproval } from "../../../core/attest/index.ts";
import { hindranceOf, reviewApproval, reviewDigest } from "../../../core/experiments/index.ts";
import { definitionOf } from "./definition-of.ts";

const now = Date.parse("2025-12-17");
const experiment = definitionOf({ review: { required: true } });
const approval = (predicate: object = {}, definition = reviewDigest(experiment)): VerifiedApproval => ({
  id: "sha256:1",
  keyId: "sha256:2",
  bound: { definition },
  predicate: {
    purpose: "experiment",
    target: "subs-buffer",
    ticket: "LEGAL-7",
    approver: "lea",
    role: "legal",
    requestedBy: "bob",
    category: null,
    limits: null,
    issuedAt: "2025-12-01T00:00:00Z",
    expiresAt: "2026-02-01T00:00:00Z",
    nonce: "0".repeat(32),
    ...predicate,
  },
});

it("is asked for a signed approval of this very definition", () => {
  expect(hindranceOf(experiment, [], now)?.code).toBe("review-missing");
  expect(hindranceOf(experiment, [approval()], now)).toBeUndefined();
  expect(hindranceOf(definitionOf(), [], now)).toBeUndefined();
});

it.each([
  ["another purpose", approval({ purpose: "budget" })],
  ["another experiment", approval({ target: "other" })],
  ["another definition", approval({}, `sha256:${"0".repeat(64)}`)],
  ["a role that may not", approval({ role: "finops" })],
  ["its owner", approval({ approver: "Platform-Eng" })],
])("takes no approval of %s", (_, wrong) => expect(hindranceOf(experiment, [wrong], now)?.code).toBe("review-missing"));

it("takes only the approval that the definition names, where it names one", () => {
  const named = definitionOf({
    review: { required: true, approval: { by: "lea", ticket: "LEGAL-8", at: "2025-12-01" } },
  });
  const digest = reviewDigest(named);
  expect(digest).toBe(reviewDigest(experiment));
  expect(reviewApproval(named, [approval()])).toBeUndefined();
  expect(reviewApproval(named, [approval({ ticket: "LEGAL-8" })])).toBeDefined();
});

it("does not run before its start or after its time", () => {
  expect(hindranceOf(definitionOf(), [], Date.parse("2025-12-15"))?.code).toBe("not-yet");
  expect(hindranceOf(definitionOf(), [], Date.parse("2027-01-01"))?.code).toBe("over");
});
