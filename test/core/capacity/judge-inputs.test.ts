import { describe, expect, test } from "vitest";
import {
  type Budgets,
  budgetApprovalDigest,
  type CapacityInputs,
  costOf,
  inputsDigest,
  judgeInputs,
} from "../../../core/capacity/index.ts";

const now = Date.UTC(2026, 10, 1);
const cpu = {
  now: 900,
  low: 800,
  mean: 1200,
  high: 2000,
  chosen: 1500,
  model: "theta-24 100%",
  coverage95Percent: 95,
  owaPercent: 50,
  fallback: false,
};
function inputs(change: Partial<CapacityInputs> = {}, one: Partial<typeof cpu> = {}): CapacityInputs {
  const made: CapacityInputs = {
    replicas: { min: 2, max: 3, millicoresEach: 500 },
    resources: { cpuMillicores: { ...cpu, ...one } },
    expiresAt: "2026-11-08T00:00:00Z",
    ...change,
  };
  return { ...made, digest: inputsDigest(made) };
}
const budgets: Budgets = {
  prices: {
    source: "a list",
    date: "2026-10-01",
    microcentsPerMillicoreHour: 4000,
    microcentsPerMebibyteHour: 500,
    microcentsPerStorageGibibyteHour: 0,
    microcentsPerIoHour: 0,
    microcentsPerMillionMessages: 0,
  },
  services: { orders: { team: "shop", monthlyCents: 5000 } },
  approvals: [],
  approverRoles: ["finops"],
};
const signed = (b: Budgets | null): Set<string> => new Set(b?.approvals.map(budgetApprovalDigest));
const codes = (i: CapacityInputs, b: Budgets | null = budgets, at = now): string[] =>
  judgeInputs(i, "orders", b, signed(b), at).map(({ code }) => code);

test("a forecast in force, within band and budget, has no problem; nor has an empty section", () => {
  expect(codes(inputs())).toEqual([]);
  expect(codes({})).toEqual([]);
});

test("1.5 cores at 4,000 microcents a millicore hour cost 43.80 a month", () => {
  expect(costOf(inputs(), budgets)).toEqual({ mean: 3504, chosen: 4380, high: 5840 });
});

describe("is refused", () => {
  test.each([
    ["capacity-expired", inputs(), Date.UTC(2026, 10, 8)],
    ["capacity-uncalibrated", inputs({}, { coverage95Percent: 80 }), now],
    ["capacity-uncalibrated", inputs({}, { fallback: true }), now],
    ["capacity-outside-band", inputs({}, { chosen: 700 }), now],
    ["capacity-outside-band", inputs({ replicas: { min: 1, max: 1, millicoresEach: 500 } }), now],
    ["capacity-outside-band", inputs({ replicas: { min: 4, max: 3, millicoresEach: 500 } }), now],
    ["capacity-edited", { ...inputs(), expiresAt: "2030-01-01T00:00:00Z" }, now],
    ["capacity-incomplete", { replicas: { min: 1, max: 1, millicoresEach: 1 } }, now],
  ] as const)("%s", (code, given, at) => {
    expect(codes(given, budgets, at)).toEqual([code]);
  });

  test("over budget unless approved, up to the approval and until it ends", () => {
    const dear = inputs({ replicas: { min: 2, max: 4, millicoresEach: 500 } });
    expect(codes(dear)).toEqual(["capacity-over-budget"]);
    const approval = { service: "orders", upToCents: 6000, by: "finops", ticket: "FIN-1", until: "2026-11-01" };
    expect(codes(dear, { ...budgets, approvals: [approval] })).toEqual([]);
    expect(codes(dear, { ...budgets, approvals: [{ ...approval, upToCents: 5500 }] })).toEqual([
      "capacity-over-budget",
    ]);
    expect(codes(dear, { ...budgets, approvals: [{ ...approval, until: "2026-10-31" }] })).toEqual([
      "capacity-over-budget",
    ]);
    expect(codes(dear, { ...budgets, services: {} })).toEqual(["capacity-no-budget"]);
    const wish = { ...budgets, approvals: [approval] };
    const [unsigned] = judgeInputs(dear, "orders", wish, new Set(), now);
    expect(unsigned).toMatchObject({
      code: "capacity-over-budget",
      text: expect.stringContaining("not validly signed"),
    });
    const raised = { ...budgets, approvals: [{ ...approval, upToCents: 9000 }] };
    expect(judgeInputs(dear, "orders", raised, signed(wish), now)).toHaveLength(1);
  });
});

test("an override accepts the band and the calibration until it ends, never expiry or budget", () => {
  const override = { reason: "launch", by: "ada", until: "2026-11-02T00:00:00Z" };
  const odd = inputs({ override, replicas: { min: 9, max: 9, millicoresEach: 500 } }, { coverage95Percent: 10 });
  expect(codes(odd)).toEqual(["capacity-over-budget"]);
  expect(codes(odd, null, Date.UTC(2026, 10, 9))).toContain("capacity-expired");
  expect(codes(odd, null, Date.UTC(2026, 10, 3))).toContain("capacity-uncalibrated");
});
