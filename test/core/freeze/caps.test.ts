import { expect, test } from "vitest";
import { type Approval, type Calendar, capsOf, decide, type Exception } from "../../../core/freeze/index.ts";

const hour = 3_600_000;
const exception = (id: string, limits: Pick<Exception, "maxCanaryWeight" | "minAcaScore">): Exception => ({
  id,
  ticket: "CAB-2025-1209-42",
  scope: {},
  startsAt: null,
  expiresAt: 10 * hour,
  carveOut: null,
  approvedBy: [],
  reason: null,
  ...limits,
});
const calendar = (...exceptions: readonly Exception[]): Calendar => ({
  source: null,
  windows: [
    {
      name: "peak",
      startsAt: 0,
      endsBefore: 10 * hour,
      end: 10 * hour,
      endInclusive: false,
      zone: "UTC",
      scope: {},
      approvals: null,
      approvers: null,
      ticketOnly: false,
      carveOuts: [],
      exceptions,
    },
  ],
});
const approval = (id: string, limits: Approval["limits"]): Approval => ({
  id,
  ticket: "CAB-2025-1209-42",
  approver: "cab@example.org",
  stack: "prod",
  headSha: null,
  expiresAt: 10 * hour,
  revokedAt: null,
  limits: limits ?? null,
});
const counted = (calendars: readonly Calendar[], approvals: readonly Approval[]) =>
  decide(
    calendars[0] as Calendar,
    approvals,
    {
      kind: "deploy",
      stack: "prod",
      service: null,
      environment: "production",
      labels: ["CAB-Approved"],
      ticket: "CAB-2025-1209-42",
      ticketSource: "config",
    },
    hour,
  );

test("what an exception and what a signed approval asks is kept side by side", () => {
  const written = calendar(exception("EX-1", { maxCanaryWeight: 25, minAcaScore: null }));
  const approvals = [approval("AP-1", { maxCanaryWeight: 10, minAcaScore: 0.95, minSamples: 400 })];
  const decision = counted([written], approvals);
  const all = { ...decision, evidence: { ...decision.evidence, approvals: ["EX-1", "AP-1"] } };
  expect(capsOf(all, [written], approvals)).toEqual([
    { id: "EX-1", maxCanaryWeight: 25, minAcaScore: null, minSamples: null },
    { id: "AP-1", maxCanaryWeight: 10, minAcaScore: 0.95, minSamples: 400 },
  ]);
});

test("a signed approval that let the change through caps it", () => {
  const approvals = [approval("AP-1", { maxCanaryWeight: 10, minAcaScore: null, minSamples: null })];
  const decision = counted([calendar()], approvals);
  expect(decision).toMatchObject({ decision: "allow", evidence: { approvals: ["AP-1"] } });
  expect(capsOf(decision, [calendar()], approvals).map(({ id }) => id)).toEqual(["AP-1"]);
});

test("what did not count caps nothing, and neither does what asks for nothing", () => {
  const expired = { ...approval("AP-2", { maxCanaryWeight: 1, minAcaScore: null, minSamples: null }), expiresAt: 0 };
  const approvals = [approval("AP-1", null), expired];
  expect(capsOf(counted([calendar()], approvals), [calendar()], approvals)).toEqual([]);
});
